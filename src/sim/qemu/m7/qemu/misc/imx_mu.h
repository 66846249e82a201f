/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HW_MISC_IMX_MU_H
#define HW_MISC_IMX_MU_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_IMX_MU "imx-mu"
OBJECT_DECLARE_SIMPLE_TYPE(ImxMuState, IMX_MU)

#define MU_CHANNELS 4
#define MU_SIZE     0x10000

/* One processor's side: MMIO region and interrupt 0 are those of side A, 1 those of side B. */
typedef struct ImxMuSide {
    MemoryRegion iomem;
    uint32_t tr[MU_CHANNELS];
    uint32_t rr[MU_CHANNELS];
    uint32_t sr;
    uint32_t cr;
    qemu_irq irq;
    struct ImxMuSide *peer;
} ImxMuSide;

struct ImxMuState {
    SysBusDevice parent_obj;

    ImxMuSide side[2];
};

#endif
