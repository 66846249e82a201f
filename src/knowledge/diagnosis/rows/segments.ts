import { type CoreMemory, type ImxSoc, isOnlySeenByA, socTables } from '../../firmware/soc-tables.ts';
import type { Facts } from '../facts.ts';
import { elfLine, type LogLine } from '../log-line.ts';
import { claimed, type Evidence, everyImx, evidence, one, type Row } from './row.ts';

interface Refused {
  readonly address: number;
  readonly bytes: number;
  readonly line: LogLine;
  /** The driver's table has no row for it. */
  readonly untranslated: LogLine | undefined;
}

/** Below lies no DRAM of an i.MX: nothing that a device tree reserves. */
const lowestCarveout = 0x4000_0000;

const refusals = (facts: Facts): Refused[] => {
  const parse = (pattern: RegExp): Omit<Refused, 'untranslated'>[] =>
    facts.lines.flatMap((line) => {
      const found = pattern.exec(line.text);
      return found ? [{ address: Number.parseInt(found[1]!, 16), bytes: Number.parseInt(found[2]!, 16), line }] : [];
    });
  const translation = parse(/Translation failed: da = 0x([0-9a-f]+) len = 0x([0-9a-f]+)/i);
  const bad = parse(/bad phdr da 0x([0-9a-f]+) mem 0x([0-9a-f]+)/i);
  const untranslated = (address: number): LogLine | undefined => translation.find((each) => each.address === address)?.line;
  // "Translation failed" alone is no refusal: a carveout in the DRAM may still take the segment. With a failed boot behind it, it is.
  const failed = one(facts, /Failed to load program segments|remoteproc\d+: Boot failed: -22/);
  const alone = translation.filter(({ address }) => (failed || address < lowestCarveout) && !bad.some((each) => each.address === address));
  return [...bad, ...alone].map((each) => ({ ...each, untranslated: untranslated(each.address) }));
};

type Test = (refused: Refused, memories: readonly CoreMemory[], soc: ImxSoc) => boolean;

const refusedWhere = (test: Test) => (facts: Facts) => {
  const refused = refusals(facts).find((each) => test(each, memoriesOf(facts), socOf(facts)));
  return refused && evidence('certain', refused.untranslated, refused.line, one(facts, /Failed to load program segments: -22/));
};

/** Of the SoC that the text is about; those of the module that this program is made for where nothing tells. */
const memoriesOf = (facts: Facts): readonly CoreMemory[] => socTables[socOf(facts)].memories;
const socOf = ({ platform }: Facts): ImxSoc => {
  const name = platform.soc?.name;
  return name === undefined || name === 'other' ? 'imx8mp' : name;
};

const isA53View: Test = ({ address }, _memories, soc) => isOnlySeenByA(soc, address);
const isOnChip = ({ kind }: CoreMemory): boolean => kind === 'tcm' || kind === 'ocram';
const holds = ({ base, size }: CoreMemory, address: number): boolean => address >= base && address < base + size;
const runsOver = ({ address, bytes }: Refused, memories: readonly CoreMemory[]): boolean => {
  const homes = memories.filter((memory) => isOnChip(memory) && holds(memory, address));
  return homes.length > 0 && homes.every(({ base, size }) => address + bytes > base + size);
};
const endsOnEnd = ({ address, bytes }: Refused, memories: readonly CoreMemory[]): boolean =>
  memories.some((memory) => isOnChip(memory) && holds(memory, address) && address + bytes === memory.base + memory.size);
const isDdr = ({ address, untranslated }: Refused, memories: readonly CoreMemory[]): boolean =>
  untranslated === undefined && address >= 0x4000_0000 && memories.some((memory) => memory.kind === 'ddr' && holds(memory, address));

const page = 0x1000;
const largestPage = 0x1_0000;

// GNU ld puts the headers into the first PT_LOAD and begins it at a page's start: one page before the memory that the sections were linked to.
const isHeaderPage = ({ address, bytes }: Refused, memories: readonly CoreMemory[]): boolean => {
  if (address % page !== 0 || memories.some((memory) => isOnChip(memory) && holds(memory, address))) return false;
  const bases = [...memories.filter(isOnChip).map(({ base }) => base), Math.ceil((address + 1) / 0x10_0000) * 0x10_0000];
  return bases.some((base) => base - address >= page && base - address <= largestPage && address + bytes > base);
};

const headers = (facts: Facts): Evidence | undefined => {
  const { inspection } = facts;
  const own = inspection?.problems.find(({ code }) => code === 'elf-headers-in-segment');
  const refused = refusals(facts).find((each) => isHeaderPage(each, memoriesOf(facts)));
  const said = claimed(facts, 'headers-in-segment');
  if (own) return evidence('certain', elfLine(own.sentence), refused?.untranslated, refused?.line);
  if (!refused) return said && evidence('likely', said, refusals(facts)[0]?.line);
  return evidence('likely', said, refused.untranslated, refused.line);
};

/** Where an i.MX RT has its flash: an image that was linked for it wants no region. */
const rtFlash = 0x6000_0000;
const flashSize = 0x100_0000;

const regionMissing = (facts: Facts): Evidence | undefined => {
  const found = refusedWhere((refused, memories) => isDdr(refused, memories) && !isHeaderPage(refused, memories))(facts);
  if (!found) return undefined;
  if (one(facts, reservationFailure)) return { ...found, confidence: 'possible' };
  return refusals(facts).some(({ address }) => address >= rtFlash && address < rtFlash + flashSize)
    ? { ...found, confidence: 'likely' }
    : found;
};

// The kernel's own word for every vendor's core: what it was asked for lies in no memory of this core.
const outside = (facts: Facts): Evidence | undefined => {
  const lines = [...facts.lines, ...facts.foreignLines];
  const line = lines.find(({ text }) => /bad phdr da 0x[0-9a-f]+ mem 0x/i.test(text)) ?? refusals(facts)[0]?.line;
  const booting = lines.find(({ text }) => /remoteproc\d+: Booting fw image/.test(text));
  return line && evidence('likely', booting, line);
};

/** drivers/of/of_reserved_mem.c and fdt.c, by version. */
export const reservationFailure =
  /[Rr]eserved mem(?:ory)?: (?:failed to (?:reserve|allocate) memory for node|OVERLAP DETECTED|unsupported node format)|reserved mem: node \S+ (?:compatible matching fail|overlaps)|reserving fdt memory region failed|failed to reserve memory for node|cma: Failed to reserve/;

const segmentsCommand = { step: 'readelf -lW FILE, or hil inspect FILE: look at the physical addresses' };

export const segmentRows: readonly Row[] = [
  {
    id: 4,
    name: 'linked-at-a53-addresses',
    said: { claim: 'phdr-of-a53' },
    symptom: 'bad phdr da 0x7e0000 or 0x800000',
    cause: 'The image is linked where the A-cores see the TCM; an ELF for remoteproc needs the addresses of the M-core.',
    socs: everyImx,
    readsAddresses: true,
    matches: refusedWhere(isA53View),
    confirm: [segmentsCommand],
    fix: 'Link code at 0x0 (ITCM) and data at 0x20000000 (DTCM); on an i.MX 8M Mini or Quad at 0x1ffe0000 and 0x20000000, on an i.MX 7 at 0x1fff8000 and 0x20000000, on an i.MX 8X or 8QM at 0x1ffe0000, on an i.MX 93 at 0x0ffe0000 (code) and 0x20000000.',
    source: 'imx_rproc_att_imx8mn[] in drivers/remoteproc/imx_rproc.c',
  },
  {
    id: 5,
    name: 'segment-crosses-tcm-end',
    symptom: 'Translation failed: da = 0x1xxxx with a length that crosses 0x20000',
    cause:
      'A segment runs over the end of its memory; in the ITCM it is as a rule the initial values of .data, loaded right behind the code.',
    socs: everyImx,
    readsAddresses: true,
    matches: refusedWhere(
      (refused, memories, soc) => !isA53View(refused, memories, soc) && runsOver(refused, memories) && !isHeaderPage(refused, memories),
    ),
    confirm: [segmentsCommand],
    fix: 'Drop AT(...) from .data so that its load address is its run address, or make the image smaller.',
    source: 'imx_rproc_da_to_sys in drivers/remoteproc/imx_rproc.c',
  },
  {
    id: 6,
    name: 'ddr-region-not-reserved',
    said: { claim: 'phdr-in-ddr' },
    fixWords: /\b(?:reserved[- ]memory|region|overlay)\b/i,
    symptom: 'bad phdr da 0x80000000 without "Translation failed"',
    cause:
      'The address is good and nothing is mapped there: the reserved region of the M7 is missing, not named in memory-region, or too small.',
    socs: everyImx,
    readsAddresses: true,
    matches: regionMissing,
    confirm: [
      { command: 'ls /proc/device-tree/reserved-memory', shows: 'whether there is a region m7@80000000' },
      { command: 'od -An -tx4 --endian=big /proc/device-tree/reserved-memory/m7@80000000/reg', shows: 'its base and size' },
    ],
    fix: 'Apply the HMP overlay, or enlarge its m7_reserved region until it holds the whole image.',
    source: 'imx_rproc_da_to_va in drivers/remoteproc/imx_rproc.c; verdin-imx8mp_hmp_overlay.dts',
  },
  {
    id: 7,
    name: 'segment-ends-on-memory-end',
    symptom: 'bad phdr for a segment that fills ITCM, DTCM or OCRAM exactly',
    cause: 'The segment ends on the last byte of its memory, and the driver compares with < where <= was meant.',
    socs: everyImx,
    readsAddresses: true,
    matches: refusedWhere((refused, memories, soc) => !isA53View(refused, memories, soc) && endsOnEnd(refused, memories)),
    confirm: [segmentsCommand],
    fix: 'Make the segment at least one byte shorter.',
    source: 'imx_rproc_da_to_sys in drivers/remoteproc/imx_rproc.c',
  },
  {
    id: 49,
    name: 'elf-headers-in-segment',
    fixWords: /\bmax-page-size\b|-n\b|\bnmagic\b/i,
    symptom: 'bad phdr one page (4 or 64 KiB) before the address that the image was linked to',
    cause:
      "The linker put the ELF headers into the first PT_LOAD, which therefore begins at the page's start before the first section: remoteproc loads the whole segment, and there is no memory for its beginning.",
    socs: everyImx,
    readsAddresses: true,
    matches: headers,
    confirm: [{ step: 'readelf -lW FILE: the first LOAD has offset 0x000000; hil inspect FILE names it' }],
    fix: 'Link with -n (-Wl,-n), or with -Wl,-z,max-page-size=0x1000 and a first section that leaves no room for the headers.',
    source: 'ld(1), -n and max-page-size; rproc_elf_load_segments in drivers/remoteproc/remoteproc_elf_loader.c',
  },
  {
    id: 87,
    name: 'segment-outside-regions',
    symptom: "bad phdr at an address that no memory of this core holds, on any vendor's SoC",
    cause:
      "The image is linked to an address at which this core has nothing: the linker script is for another core, chip or board, or the regions that the core's node names in the device tree (memory-region, its TCM and SRAM) are others or too small.",
    isFallback: true,
    matches: outside,
    confirm: [
      segmentsCommand,
      { command: 'ls -d /proc/device-tree/reserved-memory/*', shows: 'the regions that are reserved, by name and address' },
      { command: 'grep . /sys/class/remoteproc/remoteproc*/name', shows: 'which core each number is: the image may have gone to another' },
    ],
    fix: "The addresses tell what it was linked for: 0x08000000 is the flash of an STM32, 0x30000000 or 0x60000000 that of an i.MX RT, 0x10000000 that of an RP2040, 0x1ffe0000 the TCM of an i.MX 8M Mini. Compare each LOAD of the ELF with the memories of the core's node: link it into one of them, or reserve a region that holds it and name it in memory-region.",
    source: 'rproc_elf_load_segments and rproc_da_to_va in drivers/remoteproc',
  },
];
