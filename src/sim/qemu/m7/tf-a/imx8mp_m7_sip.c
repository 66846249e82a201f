/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>

#include <common/runtime_svc.h>
#include <drivers/delay_timer.h>
#include <lib/mmio.h>

#include <imx8mp_m7_sip.h>
#include <platform_def.h>

/* IOMUXC_GPR22 and SRC_M7RCR of the reference manual. */
#define GPR22			U(0x58)
#define GPR22_CM7_CPUWAIT	BIT_32(0)
#define SRC_M7RCR		U(0x0c)
#define M7RCR_SW_M7C_RST	BIT_32(1)
#define M7RCR_SW_M7P_RST	BIT_32(2)
#define M7RCR_ENABLE_M7		BIT_32(3)

#define RESET_TIMEOUT_US	U(10000)

/* The core has no boot ROM: it begins with the two words at the beginning of its ITCM, whoever left them there. */
static uintptr_t start(void)
{
	mmio_clrbits_32(IMX_IOMUX_GPR_BASE + GPR22, GPR22_CM7_CPUWAIT);
	return 0U;
}

static uintptr_t is_started(void)
{
	return (mmio_read_32(IMX_IOMUX_GPR_BASE + GPR22) & GPR22_CM7_CPUWAIT) == 0U ? 1U : 0U;
}

static bool is_in_reset(void)
{
	return (mmio_read_32(IMX_SRC_BASE + SRC_M7RCR) & (M7RCR_SW_M7C_RST | M7RCR_SW_M7P_RST)) != 0U;
}

/* x1: whether the core was asked to sleep first and did not, which nobody asks here; x2: whether its reset did not end. */
static uintptr_t stop(void *handle)
{
	uint64_t timeout;

	mmio_setbits_32(IMX_IOMUX_GPR_BASE + GPR22, GPR22_CM7_CPUWAIT);
	mmio_setbits_32(IMX_SRC_BASE + SRC_M7RCR, M7RCR_ENABLE_M7 | M7RCR_SW_M7P_RST | M7RCR_SW_M7C_RST);
	timeout = timeout_init_us(RESET_TIMEOUT_US);
	while (is_in_reset() && !timeout_elapsed(timeout)) {
	}
	SMC_SET_GP(handle, CTX_GPREG_X1, 0U);
	SMC_SET_GP(handle, CTX_GPREG_X2, is_in_reset() ? (u_register_t)-ETIMEDOUT : 0U);
	return 0U;
}

uintptr_t imx8mp_m7_handler(u_register_t what, void *handle)
{
	switch (what) {
	case IMX_SIP_M7_START:
		return start();
	case IMX_SIP_M7_STARTED:
		return is_started();
	case IMX_SIP_M7_STOP:
		return stop(handle);
	default:
		return (uintptr_t)SMC_UNK;
	}
}
