#pragma once

/* imx8mp-pinfunc.h: UART4_RXD 0x238/0x498/0x600, UART4_TXD 0x23C/0x49C. */
#define PAD_RXD_MUX 0x238
#define PAD_RXD_CONTROL 0x498
#define PAD_RXD_INPUT 0x600
#define PAD_RXD_DAISY 8
#define PAD_TXD_MUX 0x23C
#define PAD_TXD_CONTROL 0x49C
#define PAD_CONTROL 0x1C4

/* The vrings of Toradex's HMP overlay. */
#define VRING0 0x55000000u
#define VRING1 0x55008000u
