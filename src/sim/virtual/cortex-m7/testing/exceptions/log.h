#pragma once
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define NVIC_ISER REGISTER(0xE000E100)
#define NVIC_ICER REGISTER(0xE000E180)
#define NVIC_ISPR REGISTER(0xE000E200)
#define NVIC_ICPR REGISTER(0xE000E280)
#define NVIC_IABR REGISTER(0xE000E300)
#define NVIC_IPR(n) (*(volatile uint8_t *)(0xE000E400 + (n)))
#define SYST_CSR REGISTER(0xE000E010)
#define SYST_RVR REGISTER(0xE000E014)
#define SYST_CVR REGISTER(0xE000E018)
#define ICSR REGISTER(0xE000ED04)
#define AIRCR REGISTER(0xE000ED0C)
#define CCR REGISTER(0xE000ED14)
#define SHPR(n) (*(volatile uint8_t *)(0xE000ED18 + (n) - 4))
#define SHCSR REGISTER(0xE000ED24)
#define CFSR REGISTER(0xE000ED28)
#define HFSR REGISTER(0xE000ED2C)
#define MMFAR REGISTER(0xE000ED34)
#define BFAR REGISTER(0xE000ED38)
#define CPACR REGISTER(0xE000ED88)
#define MPU_CTRL REGISTER(0xE000ED94)
#define MPU_RNR REGISTER(0xE000ED98)
#define MPU_RBAR REGISTER(0xE000ED9C)
#define MPU_RASR REGISTER(0xE000EDA0)
#define STIR REGISTER(0xE000EF00)
#define FPCCR REGISTER(0xE000EF34)
#define FPCAR REGISTER(0xE000EF38)
#define FPDSCR REGISTER(0xE000EF3C)

#define PENDSVSET (1u << 28)
#define SYNC() __asm volatile("dsb\n isb" ::: "memory")
#define GET(name) ({ uint32_t value_; __asm volatile("mrs %0, " #name : "=r"(value_)); value_; })
#define SET(name, value) __asm volatile("msr " #name ", %0\n isb" ::"r"(value) : "memory")

/* A tag and a value, in turn, into memory that is compared at the end. */
void note(uint32_t tag, uint32_t value);
/* Where a fault goes on: behind TRY. */
extern volatile uint32_t resume;
/* Called in a handler of an interrupt, of SVC and of PendSV, with the exception's number. */
extern void (*volatile on_exception)(uint32_t number);

/* Runs `text` once; a fault in it goes on behind it. %[x] and %[y] are at its disposal, and R12 is lost. */
#define TRY(text, xx, yy)                                                                                            \
  __asm volatile("adr.w r12, 1f\n str r12, [%[r]]\n" text "\n .align 2\n 1:\n"                                          \
                 ::[r] "r"(&resume), [x] "r"(xx), [y] "r"(yy) : "r0", "r1", "r2", "r3", "r4", "r5", "r12", "lr", "memory", "cc")

void exceptions_by_priority(void);
void exceptions_by_chance(void);
void lazy_stacking(void);
void stacks_and_privilege(void);
void faults(void);
void protection(void);
void ticks(void);
