#pragma once

/* imx8mm-pinfunc.h: UART4_RXD 0x24C/0x4B4/0x50C, UART4_TXD 0x250/0x4B8; the pads as imx8mm-verdin.dtsi has them. */
#define PAD_RXD_MUX 0x24C
#define PAD_RXD_CONTROL 0x4B4
#define PAD_RXD_INPUT 0x50C
#define PAD_RXD_DAISY 2
#define PAD_TXD_MUX 0x250
#define PAD_TXD_CONTROL 0x4B8
#define PAD_CONTROL 0x146

/* The vrings of NXP's device trees. */
#define VRING0 0xB8000000u
#define VRING1 0xB8008000u
