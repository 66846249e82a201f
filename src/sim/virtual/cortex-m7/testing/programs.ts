import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Program {
  readonly source: string;
  /** Without floating point it can be built for a Cortex-M0+ too. */
  readonly onArmV6m: boolean;
  readonly armV6m?: boolean;
}

const integers = `
#include <stdint.h>
static uint8_t sieve[8192]; static uint32_t table[256]; volatile uint32_t result;
void work(void) {
  for (uint32_t i = 0; i < 256; i++) { uint32_t c = i; for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1; table[i] = c; }
  for (int round = 0; round < 300; round++) {
    for (int i = 0; i < 8192; i++) sieve[i] = 1;
    for (int i = 2; i < 91; i++) if (sieve[i]) for (int j = i * i; j < 8192; j += i) sieve[j] = 0;
    uint32_t c = ~0u; for (int i = 0; i < 8192; i++) c = table[(c ^ sieve[i]) & 255] ^ (c >> 8); result ^= c;
  }
}`;

const floats = `
volatile float out; static float x[256], y[256];
void work(void) {
  for (int i = 0; i < 256; i++) { x[i] = i * 0.01f; y[i] = 1.0f / (i + 1); }
  for (int r = 0; r < 8000; r++) {
    float s = 0;
    for (int i = 0; i < 256; i++) { s = s + x[i] * y[i]; x[i] = x[i] * 0.999f + y[i] * 0.001f; }
    out = s;
  }
}`;

export const programs: readonly (Program & { readonly name: string })[] = [
  { name: 'integers', source: integers, onArmV6m: true },
  { name: 'floats', source: floats, onArmV6m: false },
];

/** Starts with the FPU on, ends with semihosting's exit; without an FPU with a breakpoint. */
const start = (armV6m: boolean): string => `
.syntax unified
.thumb
.word 0x20030000, start + 1
.rept 14
.word 0
.endr
.thumb_func
start:
${armV6m ? '' : ' ldr r0, =0xe000ed88\n ldr r1, =0xf00000\n str r1, [r0]\n dsb\n isb'}
 bl work
 ldr r1, =0x20026
 movs r0, #0x18
 bkpt 0xab
`;

/** Compiles to a binary for address 0, or for RAM at 0x20000000 on ARMv6-M. */
export const buildProgram = ({ source, armV6m = false }: Omit<Program, 'onArmV6m'>): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), 'hil-program-'));
  try {
    const [c, s, elf, binary] = ['w.c', 's.s', 'p.elf', 'p.bin'].map((name) => join(folder, name)) as [string, string, string, string];
    writeFileSync(c, source);
    writeFileSync(s, start(armV6m));
    const target = armV6m ? ['-mcpu=cortex-m0plus'] : ['-mcpu=cortex-m7', '-mfpu=fpv5-d16', '-mfloat-abi=hard'];
    const places = armV6m ? ['-Wl,-Ttext=0x20000000', '-Wl,-Tbss=0x20001000'] : ['-Wl,-Ttext=0', '-Wl,-Tbss=0x20001000'];
    execFileSync('arm-none-eabi-gcc', [
      ...target,
      '-mthumb',
      '-O2',
      '-ffreestanding',
      '-nostdlib',
      '-Wl,-e,0',
      ...places,
      s,
      c,
      '-o',
      elf,
      '-lgcc',
    ]);
    execFileSync('arm-none-eabi-objcopy', ['-O', 'binary', '-j', '.text', '-j', '.rodata', elf, binary]);
    return readFileSync(binary);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
