#pragma once

/* One period is 2.5 ms and one tick 0.2 s at 800 MHz. At the 24 MHz of an M7 root clock that nobody has set, a period is 83 ms:
   still short enough to empty the mailbox within the 100 ms after which Linux reports -62. */
#define CYCLES_PER_PERIOD 2000000u
#define PERIODS_PER_TICK 80u

#ifdef __cplusplus
extern "C" {
#endif

/* Before the first byte on the UART. */
void early(void);
/* After the banner and before the first tick; nothing unless an image has something to do. */
void begin(void);
/* Called for ever; sleeps in wait_and_tick. */
void serve(void);
void wait_and_tick(void);
/* In the handler of SysTick, once a period; nothing unless an image has something to do. */
void on_period(void);

/* `hil-m7 <image> ` and a text, and ` nonce=…` with the end of the line. */
void speak(const char *what);
void end_line(void);
/* Says that the image has died, and is silent for ever. */
__attribute__((noreturn)) void fault(void);

#ifdef __cplusplus
}
#endif
