/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/misc/imx8mp_gpc.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"

/* Chapter "General Power Controller (GPC)" of the i.MX 8M Plus reference manual. */
#define CPU_PGC_SW_PUP_REQ 0x0d0
#define PU_PGC_SW_PUP_REQ  0x0d8
#define CPU_PGC_SW_PDN_REQ 0x0dc
#define PU_PGC_SW_PDN_REQ  0x0e4
#define PU_PWRHSK          0x190
/* Of PU_PWRHSK: requests in the lower half, their acknowledgements in the upper one. */
#define PWRHSK_REQUESTS    0x0000ffff
#define PWRHSK_ACK_SHIFT   16

/* Every domain always has power: what asks for a change is done at once. */
static uint64_t imx8mp_gpc_read(void *opaque, hwaddr offset, unsigned size)
{
    Imx8mpGpcState *s = opaque;
    uint32_t requests;

    switch (offset) {
    case CPU_PGC_SW_PUP_REQ:
    case PU_PGC_SW_PUP_REQ:
    case CPU_PGC_SW_PDN_REQ:
    case PU_PGC_SW_PDN_REQ:
        /* The bit of a request clears itself when the sequence is over. */
        return 0;
    case PU_PWRHSK:
        requests = s->regs[offset / 4] & PWRHSK_REQUESTS;
        return requests | requests << PWRHSK_ACK_SHIFT;
    default:
        return s->regs[offset / 4];
    }
}

static void imx8mp_gpc_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    Imx8mpGpcState *s = opaque;

    s->regs[offset / 4] = value;
}

static const MemoryRegionOps imx8mp_gpc_ops = {
    .read = imx8mp_gpc_read,
    .write = imx8mp_gpc_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};

static void imx8mp_gpc_reset_hold(Object *obj, ResetType type)
{
    Imx8mpGpcState *s = IMX8MP_GPC(obj);

    memset(s->regs, 0, sizeof(s->regs));
}

static const VMStateDescription vmstate_imx8mp_gpc = {
    .name = TYPE_IMX8MP_GPC,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, Imx8mpGpcState, GPC_SIZE / 4),
        VMSTATE_END_OF_LIST()
    },
};

static void imx8mp_gpc_init(Object *obj)
{
    Imx8mpGpcState *s = IMX8MP_GPC(obj);

    memory_region_init_io(&s->iomem, obj, &imx8mp_gpc_ops, s, TYPE_IMX8MP_GPC, GPC_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
}

static void imx8mp_gpc_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "i.MX 8M Plus general power controller";
    dc->vmsd = &vmstate_imx8mp_gpc;
    RESETTABLE_CLASS(klass)->phases.hold = imx8mp_gpc_reset_hold;
}

static const TypeInfo imx8mp_gpc_types[] = {
    {
        .name = TYPE_IMX8MP_GPC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(Imx8mpGpcState),
        .instance_init = imx8mp_gpc_init,
        .class_init = imx8mp_gpc_class_init,
    },
};
DEFINE_TYPES(imx8mp_gpc_types)
