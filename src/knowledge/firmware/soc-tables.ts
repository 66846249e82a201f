import { isExecuteNever } from './execute-never.ts';

/** SoCs whose remote cores Linux drives with imx_rproc. Each has a table of its own: an address that is good on one is none on another. */
export const imxSocs = [
  'imx8mp',
  'imx8mn',
  'imx8mm',
  'imx8mq',
  'imx8qxp',
  'imx8qm',
  'imx8ulp',
  'imx7d',
  'imx7ulp',
  'imx6sx',
  'imx93',
  'imx95',
] as const;
export type ImxSoc = (typeof imxSocs)[number];

/** Memory at the addresses of the remote core. Sizes in bytes. */
export interface CoreMemory {
  readonly base: number;
  readonly size: number;
  readonly kind: 'tcm' | 'ocram' | 'ddr' | 'flash';
  /** The driver maps it by itself; the rest needs a reserved region of the device tree. */
  readonly owned: boolean;
}

export interface SocTable {
  readonly name: string;
  readonly core: 'Cortex-M7' | 'Cortex-M4' | 'Cortex-M33';
  readonly memories: readonly CoreMemory[];
}

type Row = readonly [base: number, size: number, kind: CoreMemory['kind'], owned?: 'own'];
const table = (name: string, core: SocTable['core'], rows: readonly Row[]): SocTable => ({
  name,
  core,
  memories: rows.map(([base, size, kind, owned]) => ({ base, size, kind, owned: owned === 'own' })),
});

const mainDdr: Row = [0x8000_0000, 0x6000_0000, 'ddr'];

const imx8mn: readonly Row[] = [
  [0, 0x2_0000, 'tcm', 'own'],
  [0x18_0000, 0x9000, 'ocram'],
  [0x90_0000, 0x2_0000, 'ocram'],
  [0x92_0000, 0x2_0000, 'ocram'],
  [0x94_0000, 0x5_0000, 'ocram'],
  [0x800_0000, 0x800_0000, 'flash'],
  [0x1000_0000, 0xffe_0000, 'ddr'],
  [0x2000_0000, 0x2_0000, 'tcm', 'own'],
  [0x2018_0000, 0x8000, 'ocram', 'own'],
  [0x2020_0000, 0x2_0000, 'ocram', 'own'],
  [0x2022_0000, 0x2_0000, 'ocram', 'own'],
  [0x2024_0000, 0x4_0000, 'ocram', 'own'],
  [0x4000_0000, 0x8000_0000, 'ddr'],
];

const imx8mq: readonly Row[] = [
  [0, 0x2_0000, 'tcm'],
  [0x18_0000, 0x8000, 'ocram'],
  [0x90_0000, 0x2_0000, 'ocram'],
  [0x92_0000, 0x2_0000, 'ocram'],
  [0x800_0000, 0x800_0000, 'flash'],
  [0x1000_0000, 0xffe_0000, 'ddr'],
  [0x1ffe_0000, 0x4_0000, 'tcm', 'own'],
  [0x2018_0000, 0x8000, 'ocram', 'own'],
  [0x2020_0000, 0x2_0000, 'ocram', 'own'],
  [0x2022_0000, 0x2_0000, 'ocram', 'own'],
  [0x4000_0000, 0x8000_0000, 'ddr'],
];

const imx93: readonly Row[] = [
  [0xffc_0000, 0x4_0000, 'tcm', 'own'],
  [0x1ffc_0000, 0x4_0000, 'tcm', 'own'],
  [0x2000_0000, 0x4_0000, 'tcm', 'own'],
  [0x3000_0000, 0x4_0000, 'tcm', 'own'],
  [0x8000_0000, 0x1000_0000, 'ddr'],
  [0x9000_0000, 0x1000_0000, 'ddr'],
  [0xc000_0000, 0x1000_0000, 'ddr'],
  [0xd000_0000, 0x1000_0000, 'ddr'],
];

/** The `imx_rproc_att_*` tables of drivers/remoteproc/imx_rproc.c (Linux 6.12), in their order. That of the i.MX 95 (`imx_rproc_att_imx95_m7`) is of a later kernel. */
export const socTables: Readonly<Record<ImxSoc, SocTable>> = {
  imx8mp: table('i.MX 8M Plus', 'Cortex-M7', imx8mn),
  imx8mn: table('i.MX 8M Nano', 'Cortex-M7', imx8mn),
  imx8mm: table('i.MX 8M Mini', 'Cortex-M4', imx8mq),
  imx8mq: table('i.MX 8M Quad', 'Cortex-M4', imx8mq),
  imx8qxp: table('i.MX 8QXP', 'Cortex-M4', [
    [0x800_0000, 0x1000_0000, 'flash'],
    [0x1ffe_0000, 0x4_0000, 'tcm', 'own'],
    [0x2100_0000, 0x1_8000, 'ocram'],
    [0x2110_0000, 0x4_0000, 'ocram'],
    mainDdr,
  ]),
  imx8qm: table('i.MX 8QM', 'Cortex-M4', [
    [0x800_0000, 0x1000_0000, 'flash'],
    [0x1ffe_0000, 0x2_0000, 'tcm', 'own'],
    [0x2000_0000, 0x2_0000, 'tcm', 'own'],
    mainDdr,
  ]),
  imx8ulp: table('i.MX 8ULP', 'Cortex-M33', [[0x1ffc_0000, 0xc_0000, 'tcm', 'own'], [0x2100_0000, 0x1_0000, 'ocram', 'own'], mainDdr]),
  imx7d: table('i.MX 7', 'Cortex-M4', [
    [0, 0x8000, 'ocram'],
    [0x18_0000, 0x8000, 'ocram', 'own'],
    [0x90_0000, 0x2_0000, 'ocram'],
    [0x92_0000, 0x2_0000, 'ocram'],
    [0x94_0000, 0x8000, 'ocram'],
    [0x1fff_8000, 0x8000, 'tcm', 'own'],
    [0x1000_0000, 0xfff_0000, 'ddr'],
    [0x2000_0000, 0x8000, 'tcm', 'own'],
    [0x2020_0000, 0x2_0000, 'ocram'],
    [0x2022_0000, 0x2_0000, 'ocram'],
    [0x2024_0000, 0x8000, 'ocram'],
    mainDdr,
  ]),
  imx7ulp: table('i.MX 7ULP', 'Cortex-M4', [
    [0x1ffd_0000, 0x3_0000, 'tcm', 'own'],
    [0x2000_0000, 0x1_0000, 'tcm', 'own'],
    [0x2f00_0000, 0x2_0000, 'ocram', 'own'],
    [0x2f02_0000, 0x2_0000, 'ocram', 'own'],
    [0x6000_0000, 0x4000_0000, 'ddr'],
  ]),
  imx6sx: table('i.MX 6SoloX', 'Cortex-M4', [
    [0, 0x8000, 'tcm'],
    [0x18_0000, 0x4000, 'ocram'],
    [0x1fff_8000, 0x8000, 'tcm', 'own'],
    [0x1000_0000, 0xfff_8000, 'ddr'],
    [0x2000_0000, 0x8000, 'tcm', 'own'],
    [0x208f_8000, 0x4000, 'ocram'],
    mainDdr,
  ]),
  imx93: table('i.MX 93', 'Cortex-M33', imx93),
  imx95: table('i.MX 95', 'Cortex-M7', [
    [0, 0x4_0000, 'tcm', 'own'],
    [0x2000_0000, 0x4_0000, 'tcm', 'own'],
    [0x8000_0000, 0x5000_0000, 'ddr'],
  ]),
};

type Span = readonly [base: number, size: number];
const tcmOf8m: readonly Span[] = [[0x7e_0000, 0x4_0000]];
const tcmOf7: readonly Span[] = [[0x7f_8000, 0x1_0000]];

/** Where the A-cores see the TCM of the remote core: the `sa` column of the same tables. None where both see it at one address. */
const tcmSeenByA: Readonly<Record<ImxSoc, readonly Span[]>> = {
  imx8mp: tcmOf8m,
  imx8mn: tcmOf8m,
  imx8mm: tcmOf8m,
  imx8mq: tcmOf8m,
  imx7d: tcmOf7,
  imx6sx: tcmOf7,
  imx8qxp: [[0x34fe_0000, 0x4_0000]],
  imx8qm: [
    [0x34fe_0000, 0x4_0000],
    [0x38fe_0000, 0x4_0000],
  ],
  imx8ulp: [],
  imx7ulp: [],
  imx93: [[0x201c_0000, 0x8_0000]],
  imx95: [
    [0x203c_0000, 0x4_0000],
    [0x2040_0000, 0x4_0000],
  ],
};

/** An address that only the A-cores have, for the TCM: an ELF that is linked there was linked for the wrong core. */
export const isOnlySeenByA = (soc: ImxSoc, address: number): boolean => {
  const holds = (base: number, size: number): boolean => address >= base && address < base + size;
  return tcmSeenByA[soc].some(([base, size]) => holds(base, size)) && !socTables[soc].memories.some(({ base, size }) => holds(base, size));
};

/** SP may be the first address behind a memory that the core can write, since the stack grows down; PC lies in a memory and has the Thumb bit. */
export const fitsMemories = (soc: ImxSoc, stackPointer: number, programCounter: number): boolean => {
  const { memories } = socTables[soc];
  const isStack = memories.some(({ base, size, kind }) => kind !== 'flash' && stackPointer > base && stackPointer <= base + size);
  const isCode = memories.some(({ base, size }) => programCounter > base && programCounter < base + size);
  return stackPointer % 4 === 0 && isStack && programCounter % 2 === 1 && isCode;
};

/** The same, and the core may fetch from there. */
export const isGoodVector = (soc: ImxSoc, stackPointer: number, programCounter: number): boolean =>
  !isExecuteNever(programCounter) && fitsMemories(soc, stackPointer, programCounter);

/** Two SoCs whose remote cores see the same memory at the same addresses: no address tells them apart. */
export const hasSameMemories = (one: ImxSoc, other: ImxSoc): boolean => {
  const [ours, theirs] = [socTables[one].memories, socTables[other].memories];
  return (
    ours.length === theirs.length && ours.every(({ base, size }, index) => theirs[index]!.base === base && theirs[index]!.size === size)
  );
};
