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
 * not waiting, from its vector table at 0 on; each pulse of the reset line resets it. The A53 side of the TCM answers while its clock is on.
 */
#define IMX8MP_M7_ENABLE  "enable"
#define IMX8MP_M7_CPUWAIT "cpuwait"
#define IMX8MP_M7_RESET   "reset"
#define IMX8MP_M7_TCM_CLOCK "tcm-clock"

#define IMX8MP_M7_TCMS 2

typedef struct Imx8mpM7Tcm {
    MemoryRegion ram;
    /* What the A53 reach: the memory, or nothing that answers. */
    MemoryRegion port;
    MemoryRegion unanswered;
    MemoryRegion alias;
} Imx8mpM7Tcm;

struct Imx8mpM7State {
    SysBusDevice parent_obj;

    ARMv7MState core;
    Clock *cpuclk;
    Clock *refclk;
    Imx8mpM7Tcm tcm[IMX8MP_M7_TCMS];
    /* The address space as the core sees it. */
    MemoryRegion view;
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
