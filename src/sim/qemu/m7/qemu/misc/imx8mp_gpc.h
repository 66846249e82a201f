/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HW_MISC_IMX8MP_GPC_H
#define HW_MISC_IMX8MP_GPC_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_IMX8MP_GPC "imx8mp-gpc"
OBJECT_DECLARE_SIMPLE_TYPE(Imx8mpGpcState, IMX8MP_GPC)

#define GPC_SIZE 0x1000

struct Imx8mpGpcState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    uint32_t regs[GPC_SIZE / 4];
};

#endif
