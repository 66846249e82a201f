/** One image of the test firmware: which sources, linked how. `defines` sizes the filler. */
export interface Image {
  readonly name: string;
  readonly script: string;
  readonly sources: readonly string[];
  readonly defines?: Readonly<Record<string, number>>;
  /** Bytes of the finished file; a section that is not loaded makes up the difference. */
  readonly fileBytes?: number;
}

const hello = ['start.c', 'uart.c', 'hello.c'];

export const images: readonly Image[] = [
  { name: 'tcm-hello', script: 'tcm.ld', sources: hello },
  { name: 'tcm-rpmsg', script: 'tcm.ld', sources: ['start.c', 'uart.c', 'rpmsg.c'] },
  { name: 'ddr-plain', script: 'ddr.ld', sources: hello },
  // 0xDEDE is an instruction that is undefined for ever: where ddr-plain has its reset handler, this image has 4 KiB of it.
  { name: 'ddr-plain-moved', script: 'ddr.ld', sources: [...hello, 'filler.c'], defines: { CODE_FILLER: 4096 } },
  { name: 'ddr-high', script: 'ddr-high.ld', sources: hello },
  { name: 'ddr-vector', script: 'ddr-vector.ld', sources: [...hello, 'start-vector.c'] },
  { name: 'ddr-outside', script: 'ddr-outside.ld', sources: hello },
  { name: 'itcm-max', script: 'itcm-table.ld', sources: [...hello, 'filler.c'], defines: { TABLE: 0xfff } },
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
