#pragma once
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

/* i.MX 8M, seen from the M-core. Peripherals have the same addresses as for the A53. */
#define UART4 0x30A60000u
#define MU_B 0x30AB0000u
#define IOMUXC 0x30330000u
#define CCM 0x30380000u

/* The M7's interrupt of the messaging unit: MIMX8ML8_cm7.h of NXP's SDK. */
#define MU_INTERRUPT 97u

/* ARMv7-M private peripherals; the SysTick part is the same on ARMv6-M. */
#define SYST_CSR REGISTER(0xE000E010u)
#define SYST_RVR REGISTER(0xE000E014u)
#define SYST_CVR REGISTER(0xE000E018u)
#define SCB_VTOR REGISTER(0xE000ED08u)
#define MPU_TYPE REGISTER(0xE000ED90u)
#define MPU_CTRL REGISTER(0xE000ED94u)
#define MPU_RBAR REGISTER(0xE000ED9Cu)
#define MPU_RASR REGISTER(0xE000EDA0u)
#define NVIC_ISER(interrupt) REGISTER(0xE000E100u + 4 * ((interrupt) / 32))
#define SCB_ICSR REGISTER(0xE000ED04u)
#define SCB_ICSR_PENDSVSET (1u << 28)
#define SCB_CCR REGISTER(0xE000ED14u)
#define SCB_SHPR3 REGISTER(0xE000ED20u)
#define SCB_SHCSR REGISTER(0xE000ED24u)
#define SCB_CFSR REGISTER(0xE000ED28u)
#define SCB_HFSR REGISTER(0xE000ED2Cu)
#define SCB_MMFAR REGISTER(0xE000ED34u)
#define SCB_CPACR REGISTER(0xE000ED88u)
