#pragma once
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

/* i.MX 8M Plus, seen from the M7. Peripherals have the same addresses as for the A53. */
#define UART4 0x30A60000u
#define MU_B 0x30AB0000u
#define IOMUXC 0x30330000u
#define CCM 0x30380000u

/* ARMv7-M private peripherals; the SysTick part is the same on ARMv6-M. */
#define SYST_CSR REGISTER(0xE000E010u)
#define SYST_RVR REGISTER(0xE000E014u)
#define SYST_CVR REGISTER(0xE000E018u)
#define SCB_VTOR REGISTER(0xE000ED08u)
#define MPU_TYPE REGISTER(0xE000ED90u)
#define MPU_CTRL REGISTER(0xE000ED94u)
#define MPU_RBAR REGISTER(0xE000ED9Cu)
#define MPU_RASR REGISTER(0xE000EDA0u)
