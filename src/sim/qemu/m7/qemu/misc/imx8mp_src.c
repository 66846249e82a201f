/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/core/cpu.h"
#include "hw/irq.h"
#include "hw/misc/imx8mp_src.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qemu/log.h"
#include "target/arm/arm-powerctl.h"

FIELD(M7RCR, SW_M7C_RST, 1, 1)
FIELD(M7RCR, SW_M7P_RST, 2, 1)
FIELD(M7RCR, ENABLE_M7, 3, 1)
FIELD(SRSR, IPP_RESET_B, 0, 1)

#define A53_CORES 4
/* MASK_WDOG3_RST is 0xa, "not masked"; the core is enabled and held by CM7_CPUWAIT of IOMUXC_GPR22 alone. */
#define M7RCR_AT_RESET (0xa0 | R_M7RCR_ENABLE_M7_MASK)

/*
 * The boot ROM sends a core that comes up to the address that GPR(2n+1) and GPR(2n+2) hold: bits 37 to 24, and bits 23 to 2. There is no
 * boot ROM here, so the core begins there.
 */
static uint64_t a53_entry(const Imx8mpSrcState *s, int core)
{
    const uint32_t *pair = &s->regs[SRC_GPR1 / 4 + 2 * core];

    return ((uint64_t)pair[0] << 22 | pair[1]) << 2;
}

struct CoreOn {
    uint64_t entry;
    int core;
};

static void a53_on_work(CPUState *cpu, run_on_cpu_data data)
{
    g_autofree struct CoreOn *on = data.host_ptr;

    arm_set_cpu_on(on->core, on->entry, 0, 3, true);
}

/* Work in the order of the writes: a core that was just switched off is off when it is switched on. */
static void a53_enable(Imx8mpSrcState *s, int core, bool enabled)
{
    CPUState *cpu = arm_get_cpu_by_id(core);
    struct CoreOn *on;

    if (!cpu) {
        return;
    }
    if (!enabled) {
        arm_set_cpu_off(core);
        return;
    }
    on = g_new(struct CoreOn, 1);
    *on = (struct CoreOn) { .entry = a53_entry(s, core), .core = core };
    async_run_on_cpu(cpu, a53_on_work, RUN_ON_CPU_HOST_PTR(on));
}

static void write_a53rcr1(Imx8mpSrcState *s, uint32_t value)
{
    uint32_t change = s->regs[SRC_A53RCR1 / 4] ^ value;

    s->regs[SRC_A53RCR1 / 4] = value;
    for (int core = 1; core < A53_CORES; core++) {
        if (extract32(change, core, 1)) {
            a53_enable(s, core, extract32(value, core, 1));
        }
    }
}

static void write_m7rcr(Imx8mpSrcState *s, uint32_t value)
{
    uint32_t resets = R_M7RCR_SW_M7C_RST_MASK | R_M7RCR_SW_M7P_RST_MASK;

    /* Both clear themselves when the reset is over. */
    s->regs[SRC_M7RCR / 4] = value & ~resets;
    if (FIELD_EX32(value, M7RCR, SW_M7C_RST)) {
        qemu_irq_pulse(s->m7_reset);
    }
    qemu_set_irq(s->m7_enable, FIELD_EX32(value, M7RCR, ENABLE_M7));
}

static uint64_t imx8mp_src_read(void *opaque, hwaddr offset, unsigned size)
{
    Imx8mpSrcState *s = opaque;

    return s->regs[offset / 4];
}

static void imx8mp_src_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    Imx8mpSrcState *s = opaque;

    switch (offset) {
    case SRC_A53RCR1:
        write_a53rcr1(s, value);
        break;
    case SRC_M7RCR:
        write_m7rcr(s, value);
        break;
    case SRC_SRSR:
        /* Written ones clear. */
        s->regs[offset / 4] &= ~value;
        break;
    default:
        s->regs[offset / 4] = value;
        break;
    }
}

static const MemoryRegionOps imx8mp_src_ops = {
    .read = imx8mp_src_read,
    .write = imx8mp_src_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};

static void imx8mp_src_reset_hold(Object *obj, ResetType type)
{
    Imx8mpSrcState *s = IMX8MP_SRC(obj);

    memset(s->regs, 0, sizeof(s->regs));
    s->regs[SRC_A53RCR1 / 4] = 1;
    s->regs[SRC_M7RCR / 4] = M7RCR_AT_RESET;
    /* A module's watchdog and software resets go through its PMIC, which cycles the rails: each of them is a power-on reset. */
    s->regs[SRC_SRSR / 4] = R_SRSR_IPP_RESET_B_MASK;
}

static void imx8mp_src_reset_exit(Object *obj, ResetType type)
{
    qemu_irq_raise(IMX8MP_SRC(obj)->m7_enable);
}

static const VMStateDescription vmstate_imx8mp_src = {
    .name = TYPE_IMX8MP_SRC,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, Imx8mpSrcState, SRC_SIZE / 4),
        VMSTATE_END_OF_LIST()
    },
};

static void imx8mp_src_init(Object *obj)
{
    Imx8mpSrcState *s = IMX8MP_SRC(obj);

    memory_region_init_io(&s->iomem, obj, &imx8mp_src_ops, s, TYPE_IMX8MP_SRC, SRC_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    qdev_init_gpio_out_named(DEVICE(obj), &s->m7_enable, IMX8MP_SRC_M7_ENABLE, 1);
    qdev_init_gpio_out_named(DEVICE(obj), &s->m7_reset, IMX8MP_SRC_M7_RESET, 1);
}

static void imx8mp_src_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "i.MX 8M Plus system reset controller";
    dc->vmsd = &vmstate_imx8mp_src;
    rc->phases.hold = imx8mp_src_reset_hold;
    rc->phases.exit = imx8mp_src_reset_exit;
}

static const TypeInfo imx8mp_src_types[] = {
    {
        .name = TYPE_IMX8MP_SRC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(Imx8mpSrcState),
        .instance_init = imx8mp_src_init,
        .class_init = imx8mp_src_class_init,
    },
};
DEFINE_TYPES(imx8mp_src_types)
