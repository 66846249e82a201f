#pragma once

/* One period is 2.5 ms and one tick 0.2 s at 800 MHz. At the 24 MHz of an M7 root clock that nobody has set, a period is 83 ms:
   still short enough to empty the mailbox within the 100 ms after which Linux reports -62. */
#define CYCLES_PER_PERIOD 2000000u
#define PERIODS_PER_TICK 80u

/* Before the first byte on the UART. */
void early(void);
/* Called for ever; sleeps in wait_and_tick. */
void serve(void);
void wait_and_tick(void);
