/** Whose remote core the images are linked for: each chip has its folder in `prebuilt`, the i.MX 8M Plus the whole of it. */
export const chips = ['imx8mp', 'imx8mm'] as const;
export type Chip = (typeof chips)[number];

/** The core of the chip with its FPU and hard-float calls, or what a Cortex-M0+ has of it. */
export type Target = 'core' | 'armv6-m';

/** One image of the test firmware: which sources, linked how. `defines` sizes the filler. */
export interface Image {
  readonly name: string;
  readonly script: string;
  readonly sources: readonly string[];
  /** 'core' by default. */
  readonly target?: Target;
  /** Linked with newlib, and with the library of C++ where a source is C++. */
  readonly newlib?: true;
  readonly defines?: Readonly<Record<string, number>>;
  /** Bytes of the finished file; a section that is not loaded makes up the difference. */
  readonly fileBytes?: number;
}

const common = ['start.c', 'uart.c'];
const hello = [...common, 'hello.c'];

export const images: readonly Image[] = [
  { name: 'tcm-hello', script: 'tcm.ld', sources: hello },
  { name: 'tcm-rpmsg', script: 'tcm.ld', sources: [...common, 'rpmsg.c'], target: 'armv6-m' },
  { name: 'tcm-rpmsg-interrupt', script: 'tcm.ld', sources: [...common, 'rpmsg.c'], defines: { INTERRUPTS: 1 } },
  { name: 'tcm-newlib', script: 'tcm-loaded.ld', sources: [...common, 'newlib.c'], newlib: true, defines: { IMAGE_NEWLIB: 1 } },
  { name: 'tcm-objects', script: 'tcm-loaded.ld', sources: [...common, 'newlib.c', 'objects.cpp'], newlib: true },
  { name: 'tcm-tasks', script: 'tcm.ld', sources: [...common, 'tasks.c'] },
  { name: 'tcm-hard-fault', script: 'tcm.ld', sources: [...common, 'hard-fault.c'] },
  { name: 'tcm-overflow-guard', script: 'tcm.ld', sources: [...common, 'overflow.c'], defines: { GUARD: 1 } },
  { name: 'tcm-overflow', script: 'tcm-low-stack.ld', sources: [...common, 'overflow.c'] },
  { name: 'ddr-cached', script: 'ddr-vector.ld', sources: [...common, 'cached.c', 'start-vector.c'] },
  { name: 'ddr-plain', script: 'ddr.ld', sources: hello },
  // 0xDEDE is an instruction that is undefined for ever: where ddr-plain has its reset handler, this image has 4 KiB of it.
  { name: 'ddr-plain-moved', script: 'ddr.ld', sources: [...hello, 'filler.c'], defines: { CODE_FILLER: 4096 } },
  { name: 'ddr-high', script: 'ddr-high.ld', sources: hello },
  { name: 'ddr-vector', script: 'ddr-vector.ld', sources: [...hello, 'start-vector.c'] },
  { name: 'ddr-outside', script: 'ddr-outside.ld', sources: hello },
  { name: 'itcm-max', script: 'itcm-table.ld', sources: [...hello, 'filler.c'], target: 'armv6-m', defines: { TABLE: 0xfff } },
  { name: 'itcm-exact', script: 'itcm-table.ld', sources: [...hello, 'filler.c'], defines: { TABLE: 0x1000 } },
  { name: 'itcm-crossing', script: 'itcm-crossing.ld', sources: [...hello, 'filler.c'], defines: { INITIALISED: 0x2400 } },
  { name: 'a53-addresses', script: 'a53-addresses.ld', sources: hello },
  {
    name: 'large-21051',
    script: 'large-21051.ld',
    sources: [...hello, 'filler.c'],
    defines: { TABLE: 0x12000, INITIALISED: 0x9000, SHARED: 0x100000 },
    fileBytes: 1_251_068,
  },
];
