/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HW_MISC_IMX8MP_GPR_H
#define HW_MISC_IMX8MP_GPR_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_IMX8MP_GPR "imx8mp-iomuxc-gpr"
OBJECT_DECLARE_SIMPLE_TYPE(Imx8mpGprState, IMX8MP_GPR)

#define GPR_SIZE 0x100

/* GPIO output: level of CM7_CPUWAIT, which holds the M7. */
#define IMX8MP_GPR_CPUWAIT "cm7-cpuwait"

struct Imx8mpGprState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    uint32_t regs[GPR_SIZE / 4];
    qemu_irq cpuwait;
};

#endif
