/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "exec/exec-all.h"
#include "hw/core/cpu.h"
#include "hw/arm/imx8mp_unanswered.h"
#include "qemu/log.h"
#include "target/arm/arm-powerctl.h"
#include "target/arm/cpu.h"
#include "target/arm/multiprocessing.h"

/* The A53 share one port into the interconnect, so an access that is never answered stops all of them, until a reset. */
static void halt_others(CPUState *accessing)
{
    CPUState *cs;

    CPU_FOREACH(cs) {
        ARMCPU *cpu = ARM_CPU(cs);

        if (cs != accessing && arm_feature(&cpu->env, ARM_FEATURE_AARCH64) && cpu->power_state != PSCI_OFF) {
            arm_set_cpu_off(arm_cpu_mp_affinity(cpu));
        }
    }
}

static void never_answer(MemoryRegion *mr, hwaddr offset)
{
    CPUState *cs = current_cpu;

    /* A debugger is no master of the bus. */
    if (!cs) {
        return;
    }
    qemu_log_mask(LOG_GUEST_ERROR, "unanswered: cpu %d, %s, offset 0x%" HWADDR_PRIx "\n", cs->cpu_index, memory_region_name(mr), offset);
    halt_others(cs);
    ARM_CPU(cs)->power_state = PSCI_OFF;
    cs->halted = 1;
    cs->exception_index = EXCP_HLT;
    cpu_loop_exit(cs);
}

static uint64_t unanswered_read(void *opaque, hwaddr offset, unsigned size)
{
    never_answer(opaque, offset);
    return 0;
}

static void unanswered_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    never_answer(opaque, offset);
}

static const MemoryRegionOps unanswered_ops = {
    .read = unanswered_read,
    .write = unanswered_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
    .impl = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
};

void memory_region_init_unanswered(MemoryRegion *mr, Object *owner, const char *name, uint64_t size)
{
    memory_region_init_io(mr, owner, &unanswered_ops, mr, name, size);
}
