#include <stdint.h>

extern uint32_t stack_top[];
void reset(void);

/* Words 0 and 1 of the ITCM, from which the M7 takes SP and PC when it leaves reset. */
__attribute__((section(".stacktop_and_pc"), used)) void (*const stacktop_and_pc[2])(void) = {(void (*)(void))stack_top, reset};
