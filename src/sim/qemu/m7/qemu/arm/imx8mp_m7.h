/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HW_ARM_IMX8MP_M7_H
#define HW_ARM_IMX8MP_M7_H

#include "hw/arm/armv7m.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_IMX8MP_M7 "imx8mp-m7"
OBJECT_DECLARE_SIMPLE_TYPE(Imx8mpM7State, IMX8MP_M7)

/*
 * MMIO regions 0 and 1: ITCM and DTCM for the A53 side. Unnamed GPIO inputs: the interrupt lines of the core. It runs while it is enabled and
 * not waiting, from its vector table at 0 on; each pulse of the reset line resets it.
 */
#define IMX8MP_M7_ENABLE  "enable"
#define IMX8MP_M7_CPUWAIT "cpuwait"
#define IMX8MP_M7_RESET   "reset"

struct Imx8mpM7State {
    SysBusDevice parent_obj;

    ARMv7MState core;
    Clock *cpuclk;
    Clock *refclk;
    MemoryRegion itcm;
    MemoryRegion dtcm;
    /* The address space as the core sees it. */
    MemoryRegion view;
    MemoryRegion itcm_alias;
    MemoryRegion dtcm_alias;
    MemoryRegion ocram_s_alias;
    MemoryRegion ocram_alias;
    MemoryRegion ocram_sram_alias;
    MemoryRegion ddr_code_alias;
    MemoryRegion system_alias;
    bool enabled;
    bool waits;
    bool running;
};

#endif
