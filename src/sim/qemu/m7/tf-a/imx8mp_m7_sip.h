/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef IMX8MP_M7_SIP_H
#define IMX8MP_M7_SIP_H

#include <stdint.h>

/* First argument of IMX_SIP_SRC, as drivers/remoteproc/imx_rproc.c of Linux and arch/arm/mach-imx/imx_bootaux.c of U-Boot give it. */
#define IMX_SIP_M7_START	U(0x00)
#define IMX_SIP_M7_STARTED	U(0x01)
#define IMX_SIP_M7_STOP		U(0x02)

uintptr_t imx8mp_m7_handler(u_register_t what, void *handle);

#endif
