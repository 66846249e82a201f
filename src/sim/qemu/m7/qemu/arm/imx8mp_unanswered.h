/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HW_ARM_IMX8MP_UNANSWERED_H
#define HW_ARM_IMX8MP_UNANSWERED_H

#include "exec/memory.h"

/* What lies behind a clock that is off: a load or store of a core is never completed. */
void memory_region_init_unanswered(MemoryRegion *mr, Object *owner, const char *name, uint64_t size);

#endif
