/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/imx_mu.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qemu/log.h"

/* Chapter "Messaging Unit (MU)" of the i.MX 8M Plus reference manual. */
#define MU_TR0 0x00
#define MU_TR3 0x0c
#define MU_RR0 0x10
#define MU_RR3 0x1c
#define MU_SR  0x20
#define MU_CR  0x24

/* In fields of four, channel 0 has the highest bit. */
#define CHANNEL_BIT(field, n) (1u << ((field) + MU_CHANNELS - 1 - (n)))
#define SR_GIP(n) CHANNEL_BIT(28, n)
#define SR_RF(n)  CHANNEL_BIT(24, n)
#define SR_TE(n)  CHANNEL_BIT(20, n)
#define CR_GIR(n) CHANNEL_BIT(16, n)
#define SR_FLAGS  7u
#define SR_TE_ALL 0x00f00000u
#define CR_MUR    (1u << 5)
/* General purpose requests, receive full and transmit empty: the enable bits are at the same places in CR. */
#define INTERRUPTS 0xfff00000u

static void update_irqs(ImxMuSide *m)
{
    qemu_set_irq(m->irq, (m->sr & m->cr & INTERRUPTS) != 0);
    qemu_set_irq(m->peer->irq, (m->peer->sr & m->peer->cr & INTERRUPTS) != 0);
}

static void reset_side(ImxMuSide *m)
{
    memset(m->tr, 0, sizeof(m->tr));
    memset(m->rr, 0, sizeof(m->rr));
    m->sr = SR_TE_ALL;
    m->cr = 0;
}

static void transmit(ImxMuSide *m, unsigned n, uint32_t value)
{
    m->tr[n] = value;
    m->peer->rr[n] = value;
    m->peer->sr |= SR_RF(n);
    m->sr &= ~SR_TE(n);
}

static uint32_t receive(ImxMuSide *m, unsigned n)
{
    m->sr &= ~SR_RF(n);
    m->peer->sr |= SR_TE(n);
    update_irqs(m);
    return m->rr[n];
}

static void acknowledge(ImxMuSide *m, uint32_t value)
{
    for (int n = 0; n < MU_CHANNELS; n++) {
        if (value & SR_GIP(n)) {
            m->sr &= ~SR_GIP(n);
            m->peer->cr &= ~CR_GIR(n);
        }
    }
}

static void control(ImxMuSide *m, uint32_t value)
{
    if (value & CR_MUR) {
        reset_side(m);
        reset_side(m->peer);
        return;
    }
    m->cr = value;
    for (int n = 0; n < MU_CHANNELS; n++) {
        if (value & CR_GIR(n)) {
            m->peer->sr |= SR_GIP(n);
        }
    }
}

static uint64_t imx_mu_read(void *opaque, hwaddr offset, unsigned size)
{
    ImxMuSide *m = opaque;

    switch (offset) {
    case MU_TR0 ... MU_TR3:
        return m->tr[offset / 4];
    case MU_RR0 ... MU_RR3:
        return receive(m, (offset - MU_RR0) / 4);
    case MU_SR:
        return (m->sr & ~SR_FLAGS) | (m->peer->cr & SR_FLAGS);
    case MU_CR:
        return m->cr;
    default:
        qemu_log_mask(LOG_UNIMP, "imx-mu: read of 0x%" HWADDR_PRIx "\n", offset);
        return 0;
    }
}

static void imx_mu_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    ImxMuSide *m = opaque;

    switch (offset) {
    case MU_TR0 ... MU_TR3:
        transmit(m, offset / 4, value);
        break;
    case MU_SR:
        acknowledge(m, value);
        break;
    case MU_CR:
        control(m, value);
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "imx-mu: write of 0x%" HWADDR_PRIx "\n", offset);
        return;
    }
    update_irqs(m);
}

static const MemoryRegionOps imx_mu_ops = {
    .read = imx_mu_read,
    .write = imx_mu_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};

/* The reset of the M7 is none of this unit's: whatever the core left unread stays. */
static void imx_mu_reset_hold(Object *obj, ResetType type)
{
    ImxMuState *s = IMX_MU(obj);

    reset_side(&s->side[0]);
    reset_side(&s->side[1]);
    update_irqs(&s->side[0]);
}

static const VMStateDescription vmstate_imx_mu_side = {
    .name = "imx-mu-side",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(tr, ImxMuSide, MU_CHANNELS),
        VMSTATE_UINT32_ARRAY(rr, ImxMuSide, MU_CHANNELS),
        VMSTATE_UINT32(sr, ImxMuSide),
        VMSTATE_UINT32(cr, ImxMuSide),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_imx_mu = {
    .name = TYPE_IMX_MU,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(side, ImxMuState, 2, 1, vmstate_imx_mu_side, ImxMuSide),
        VMSTATE_END_OF_LIST()
    },
};

static void imx_mu_init(Object *obj)
{
    ImxMuState *s = IMX_MU(obj);

    for (int i = 0; i < 2; i++) {
        ImxMuSide *m = &s->side[i];

        m->peer = &s->side[1 - i];
        memory_region_init_io(&m->iomem, obj, &imx_mu_ops, m, i ? "imx-mu-b" : "imx-mu-a", MU_SIZE);
        sysbus_init_mmio(SYS_BUS_DEVICE(obj), &m->iomem);
        sysbus_init_irq(SYS_BUS_DEVICE(obj), &m->irq);
    }
}

static void imx_mu_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "i.MX messaging unit";
    dc->vmsd = &vmstate_imx_mu;
    RESETTABLE_CLASS(klass)->phases.hold = imx_mu_reset_hold;
}

static const TypeInfo imx_mu_types[] = {
    {
        .name = TYPE_IMX_MU,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(ImxMuState),
        .instance_init = imx_mu_init,
        .class_init = imx_mu_class_init,
    },
};
DEFINE_TYPES(imx_mu_types)
