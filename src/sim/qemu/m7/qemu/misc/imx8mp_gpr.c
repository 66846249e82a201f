/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/imx8mp_gpr.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"

/* Chapter "IOMUX Controller (IOMUXC)", general purpose registers, of the i.MX 8M Plus reference manual. */
#define GPR22 0x58
FIELD(GPR22, CM7_CPUWAIT, 0, 1)

static uint64_t imx8mp_gpr_read(void *opaque, hwaddr offset, unsigned size)
{
    Imx8mpGprState *s = opaque;

    return s->regs[offset / 4];
}

static void imx8mp_gpr_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    Imx8mpGprState *s = opaque;

    s->regs[offset / 4] = value;
    if (offset == GPR22) {
        qemu_set_irq(s->cpuwait, FIELD_EX32(value, GPR22, CM7_CPUWAIT));
    }
}

static const MemoryRegionOps imx8mp_gpr_ops = {
    .read = imx8mp_gpr_read,
    .write = imx8mp_gpr_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};

static void imx8mp_gpr_reset_hold(Object *obj, ResetType type)
{
    Imx8mpGprState *s = IMX8MP_GPR(obj);

    memset(s->regs, 0, sizeof(s->regs));
    s->regs[GPR22 / 4] = R_GPR22_CM7_CPUWAIT_MASK;
}

static void imx8mp_gpr_reset_exit(Object *obj, ResetType type)
{
    qemu_irq_raise(IMX8MP_GPR(obj)->cpuwait);
}

static const VMStateDescription vmstate_imx8mp_gpr = {
    .name = TYPE_IMX8MP_GPR,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, Imx8mpGprState, GPR_SIZE / 4),
        VMSTATE_END_OF_LIST()
    },
};

static void imx8mp_gpr_init(Object *obj)
{
    Imx8mpGprState *s = IMX8MP_GPR(obj);

    memory_region_init_io(&s->iomem, obj, &imx8mp_gpr_ops, s, TYPE_IMX8MP_GPR, GPR_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    qdev_init_gpio_out_named(DEVICE(obj), &s->cpuwait, IMX8MP_GPR_CPUWAIT, 1);
}

static void imx8mp_gpr_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "i.MX 8M Plus general purpose registers of the IOMUXC";
    dc->vmsd = &vmstate_imx8mp_gpr;
    rc->phases.hold = imx8mp_gpr_reset_hold;
    rc->phases.exit = imx8mp_gpr_reset_exit;
}

static const TypeInfo imx8mp_gpr_types[] = {
    {
        .name = TYPE_IMX8MP_GPR,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(Imx8mpGprState),
        .instance_init = imx8mp_gpr_init,
        .class_init = imx8mp_gpr_class_init,
    },
};
DEFINE_TYPES(imx8mp_gpr_types)
