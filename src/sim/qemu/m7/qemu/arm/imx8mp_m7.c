/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "exec/address-spaces.h"
#include "hw/arm/imx8mp_m7.h"
#include "hw/arm/imx8mp_unanswered.h"
#include "hw/irq.h"
#include "hw/misc/unimp.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/units.h"
#include "target/arm/arm-powerctl.h"
#include "target/arm/cpu.h"
#include "target/arm/multiprocessing.h"

/* Chapter "Arm Cortex-M7 Platform" of the i.MX 8M Plus reference manual. */
#define TCM_SIZE          (128 * KiB)
#define INTERRUPTS        160
#define PRIORITY_BITS     4
#define MPU_REGIONS       16
#define M7_CLOCK_HZ       800000000
#define SYSTICK_CLOCK_HZ  24000000

/*
 * Its view: TCM at the places of the architecture, OCRAM, peripherals and DRAM as the A53 have them, and aliases of DRAM and OCRAM in the code
 * and SRAM regions. Nothing answers elsewhere: a bus fault.
 */
#define VIEW_ITCM       0x00000000
#define VIEW_DDR_CODE   0x10000000
#define VIEW_DTCM       0x20000000
#define VIEW_OCRAM      0x20200000
#define OCRAM_S         0x00180000
#define OCRAM_S_SIZE    (36 * KiB)
#define OCRAM           0x00900000
#define OCRAM_SIZE      (576 * KiB)
#define PERIPHERALS     0x30000000
#define PRIVATE_BUS     0xe0000000
#define DDR             0x40000000
#define DDR_CODE_SIZE   0x0ffe0000

static void start(Imx8mpM7State *s)
{
    /* What this start meets is its own. */
    unimp_forget_told();
    /* The reset of a core that was switched off is not the reset of its NVIC and its SysTick. */
    device_cold_reset(DEVICE(&s->core.nvic));
    device_cold_reset(DEVICE(&s->core.systick[M_REG_NS]));
    arm_set_cpu_on_and_reset(arm_cpu_mp_affinity(s->core.cpu));
}

static void update(Imx8mpM7State *s, bool reset)
{
    bool runs = s->enabled && !s->waits;

    if (s->running && (reset || !runs)) {
        arm_set_cpu_off(arm_cpu_mp_affinity(s->core.cpu));
        s->running = false;
    }
    if (!s->running && runs) {
        start(s);
        s->running = true;
    }
}

static void set_enable(void *opaque, int n, int level)
{
    Imx8mpM7State *s = opaque;

    s->enabled = level;
    update(s, false);
}

static void set_cpuwait(void *opaque, int n, int level)
{
    Imx8mpM7State *s = opaque;

    s->waits = level;
    update(s, false);
}

static void pulse_reset(void *opaque, int n, int level)
{
    if (level) {
        update(opaque, true);
    }
}

/* The core reaches its memories itself; the bus of the A53 comes to them through the clock of the audio domain. */
static void set_tcm_clock(void *opaque, int n, int level)
{
    Imx8mpM7State *s = opaque;

    for (int i = 0; i < IMX8MP_M7_TCMS; i++) {
        memory_region_set_enabled(&s->tcm[i].unanswered, !level);
    }
}

/* Memories without power hold nothing, and what they come up with is not defined: a pattern that is no program. */
static void fill_with_junk(Imx8mpM7State *s, hwaddr at)
{
    g_autofree uint32_t *junk = g_new(uint32_t, TCM_SIZE / 4);
    uint32_t word = 0x8d2b4c36;

    for (int i = 0; i < TCM_SIZE / 4; i++) {
        word = word * 1664525 + 1013904223;
        /* Even: as a start or exception address it asks for a state that the core does not have. */
        junk[i] = word & ~1u;
    }
    address_space_write(cpu_get_address_space(CPU(s->core.cpu), ARMASIdx_NS), at, MEMTXATTRS_UNSPECIFIED, junk, TCM_SIZE);
}

static void imx8mp_m7_reset_hold(Object *obj, ResetType type)
{
    Imx8mpM7State *s = IMX8MP_M7(obj);

    s->enabled = false;
    s->waits = true;
    s->running = false;
    fill_with_junk(s, VIEW_ITCM);
    fill_with_junk(s, VIEW_DTCM);
}

static void add_alias(Imx8mpM7State *s, MemoryRegion *alias, MemoryRegion *of, hwaddr from, uint64_t size, hwaddr at)
{
    memory_region_init_alias(alias, OBJECT(s), "imx8mp-m7-view", of, from, size);
    memory_region_add_subregion(&s->view, at, alias);
}

static void make_view(Imx8mpM7State *s)
{
    MemoryRegion *system = get_system_memory();

    memory_region_init(&s->view, OBJECT(s), "imx8mp-m7", 4 * GiB);
    add_alias(s, &s->tcm[0].alias, &s->tcm[0].ram, 0, TCM_SIZE, VIEW_ITCM);
    add_alias(s, &s->tcm[1].alias, &s->tcm[1].ram, 0, TCM_SIZE, VIEW_DTCM);
    add_alias(s, &s->ocram_s_alias, system, OCRAM_S, OCRAM_S_SIZE, OCRAM_S);
    add_alias(s, &s->ocram_alias, system, OCRAM, OCRAM_SIZE, OCRAM);
    add_alias(s, &s->ocram_sram_alias, system, OCRAM, OCRAM_SIZE, VIEW_OCRAM);
    add_alias(s, &s->ddr_code_alias, system, DDR, DDR_CODE_SIZE, VIEW_DDR_CODE);
    add_alias(s, &s->system_alias, system, PERIPHERALS, PRIVATE_BUS - PERIPHERALS, PERIPHERALS);
}

static void imx8mp_m7_realize(DeviceState *dev, Error **errp)
{
    Imx8mpM7State *s = IMX8MP_M7(dev);
    DeviceState *core = DEVICE(&s->core);

    make_view(s);
    qdev_prop_set_uint32(core, "num-irq", INTERRUPTS);
    qdev_prop_set_uint8(core, "num-prio-bits", PRIORITY_BITS);
    /* Both, since they must not differ; the core has one kind only. */
    qdev_prop_set_uint32(core, "mpu-ns-regions", MPU_REGIONS);
    qdev_prop_set_uint32(core, "mpu-s-regions", MPU_REGIONS);
    qdev_prop_set_string(core, "cpu-type", ARM_CPU_TYPE_NAME("cortex-m7"));
    qdev_prop_set_bit(core, "start-powered-off", true);
    qdev_connect_clock_in(core, "cpuclk", s->cpuclk);
    qdev_connect_clock_in(core, "refclk", s->refclk);
    object_property_set_link(OBJECT(core), "memory", OBJECT(&s->view), &error_abort);
    if (!sysbus_realize(SYS_BUS_DEVICE(core), errp)) {
        return;
    }
    qdev_pass_gpios(core, dev, NULL);
}

static const VMStateDescription vmstate_imx8mp_m7 = {
    .name = TYPE_IMX8MP_M7,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(enabled, Imx8mpM7State),
        VMSTATE_BOOL(waits, Imx8mpM7State),
        VMSTATE_BOOL(running, Imx8mpM7State),
        VMSTATE_END_OF_LIST()
    },
};

static void init_tcm(Object *obj, Imx8mpM7Tcm *tcm, const char *name)
{
    memory_region_init_ram(&tcm->ram, obj, name, TCM_SIZE, &error_fatal);
    memory_region_init_unanswered(&tcm->unanswered, obj, name, TCM_SIZE);
    memory_region_init(&tcm->port, obj, name, TCM_SIZE);
    memory_region_add_subregion(&tcm->port, 0, &tcm->ram);
    memory_region_add_subregion_overlap(&tcm->port, 0, &tcm->unanswered, 1);
    memory_region_set_enabled(&tcm->unanswered, false);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &tcm->port);
}

static void imx8mp_m7_init(Object *obj)
{
    Imx8mpM7State *s = IMX8MP_M7(obj);
    DeviceState *dev = DEVICE(obj);

    object_initialize_child(obj, "core", &s->core, TYPE_ARMV7M);
    s->cpuclk = clock_new(obj, "cpuclk");
    s->refclk = clock_new(obj, "refclk");
    clock_set_hz(s->cpuclk, M7_CLOCK_HZ);
    clock_set_hz(s->refclk, SYSTICK_CLOCK_HZ);
    init_tcm(obj, &s->tcm[0], "imx8mp-m7.itcm");
    init_tcm(obj, &s->tcm[1], "imx8mp-m7.dtcm");
    qdev_init_gpio_in_named(dev, set_enable, IMX8MP_M7_ENABLE, 1);
    qdev_init_gpio_in_named(dev, set_cpuwait, IMX8MP_M7_CPUWAIT, 1);
    qdev_init_gpio_in_named(dev, pulse_reset, IMX8MP_M7_RESET, 1);
    qdev_init_gpio_in_named(dev, set_tcm_clock, IMX8MP_M7_TCM_CLOCK, 1);
}

static void imx8mp_m7_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->desc = "i.MX 8M Plus Cortex-M7 subsystem";
    dc->realize = imx8mp_m7_realize;
    dc->vmsd = &vmstate_imx8mp_m7;
    dc->user_creatable = false;
    RESETTABLE_CLASS(klass)->phases.hold = imx8mp_m7_reset_hold;
}

static const TypeInfo imx8mp_m7_types[] = {
    {
        .name = TYPE_IMX8MP_M7,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(Imx8mpM7State),
        .instance_init = imx8mp_m7_init,
        .class_init = imx8mp_m7_class_init,
    },
};
DEFINE_TYPES(imx8mp_m7_types)
