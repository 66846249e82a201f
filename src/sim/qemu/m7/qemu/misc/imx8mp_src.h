/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HW_MISC_IMX8MP_SRC_H
#define HW_MISC_IMX8MP_SRC_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_IMX8MP_SRC "imx8mp-src"
OBJECT_DECLARE_SIMPLE_TYPE(Imx8mpSrcState, IMX8MP_SRC)

/* Offsets as in chapter "System Reset Controller (SRC)" of the i.MX 8M Plus reference manual. */
#define SRC_A53RCR1 0x08
#define SRC_M7RCR   0x0c
#define SRC_SRSR    0x5c
#define SRC_GPR1    0x74
#define SRC_SIZE    0x100

/* GPIO outputs: level while the M7 is enabled, and a pulse for each software reset of it. */
#define IMX8MP_SRC_M7_ENABLE "m7-enable"
#define IMX8MP_SRC_M7_RESET  "m7-reset"

struct Imx8mpSrcState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    uint32_t regs[SRC_SIZE / 4];
    qemu_irq m7_enable;
    qemu_irq m7_reset;
};

#endif
