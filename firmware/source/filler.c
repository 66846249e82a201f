#include <stdint.h>

/* Bytes that give an image its size. They are data of the image like a demo's tables: constant, and never all zero. */
#ifdef CODE_FILLER
__attribute__((section(".code_filler"), used)) const uint8_t code_filler[CODE_FILLER] = {[0 ... CODE_FILLER - 1] = 0xDE};
#endif
#ifdef TABLE
__attribute__((section(".table"), used)) const uint8_t table[TABLE] = {[0 ... TABLE - 1] = 0xA5};
#endif
#ifdef INITIALISED
__attribute__((section(".data"), used)) uint8_t initialised[INITIALISED] = {[0 ... INITIALISED - 1] = 0x5A};
#endif
#ifdef ZEROED
__attribute__((section(".bss"), used)) uint8_t zeroed[ZEROED];
#endif
#ifdef SHARED
__attribute__((section(".ram_shmem"), used)) uint8_t shared[SHARED] = {[0 ... SHARED - 1] = 0x3C};
#endif
