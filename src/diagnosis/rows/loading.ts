import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { all, claimed, commands, evidence, isOlder, kernelOf, one, type Row } from './row.ts';

const parameters = '/sys/module/firmware_class/parameters/path';

const missing = (facts: Facts): LogLine[] => [
  ...all(
    facts,
    /Direct firmware load for (?:\S+\.elf|\S*m[47]\S*) failed with error -2\b|remoteproc\d+: Direct firmware load for \S+ failed with error -2\b/,
  ),
  ...all(facts, /remoteproc\d+: request_firmware failed: -2\b|remoteproc\d+: Boot failed: -2\b/),
];

// Linux 6.1 and older keep the newline of `echo` in the search path; later kernels strip it.
const newlineInPath = (facts: Facts): { readonly line: LogLine; readonly isSeen: boolean } | undefined => {
  const dump = facts.lines.find(
    ({ text, command }) =>
      command === undefined && /^\d{7} .*\\n *$|^0+\w*:? .*\b0a\b *(?:\.|$)|^\/\S+\$$/.test(text) && /\/|\\n|0a/.test(text),
  );
  const asked = commands(facts, /firmware_class\/parameters\/path/);
  if (dump && asked.some(({ command }) => /\bod\b|xxd|hexdump|cat -[AE]/.test(command ?? ''))) return { line: dump, isSeen: true };
  const version = kernelOf(facts);
  const written = asked.find(
    ({ command }) => /\becho +(?!-n)\S+ *>/.test(command ?? '') || /\becho +(?!-n)\S+ *\| *(?:sudo +)?tee/.test(command ?? ''),
  );
  return written && version && isOlder(version, 6, 2) ? { line: written, isSeen: false } : undefined;
};

interface Refused {
  readonly address: number;
  readonly bytes: number;
  readonly line: LogLine;
  /** The driver's table has no row for it. */
  readonly untranslated: LogLine | undefined;
}

const refusals = (facts: Facts): Refused[] => {
  const parse = (pattern: RegExp): Omit<Refused, 'untranslated'>[] =>
    facts.lines.flatMap((line) => {
      const found = pattern.exec(line.text);
      return found ? [{ address: Number.parseInt(found[1]!, 16), bytes: Number.parseInt(found[2]!, 16), line }] : [];
    });
  const translation = parse(/Translation failed: da = 0x([0-9a-f]+) len = 0x([0-9a-f]+)/i);
  const bad = parse(/bad phdr da 0x([0-9a-f]+) mem 0x([0-9a-f]+)/i);
  const untranslated = (address: number): LogLine | undefined => translation.find((each) => each.address === address)?.line;
  // "Translation failed" alone is no refusal: a carveout may still take the segment. With a failed boot behind it, it is.
  const failed = one(facts, /Failed to load program segments|remoteproc\d+: Boot failed: -22/);
  const alone = translation.filter(({ address }) => failed && !bad.some((each) => each.address === address));
  return [...bad, ...alone].map((each) => ({ ...each, untranslated: untranslated(each.address) }));
};

const refusedWhere = (test: (refused: Refused) => boolean) => (facts: Facts) => {
  const refused = refusals(facts).find(test);
  return refused && evidence('certain', refused.untranslated, refused.line, one(facts, /Failed to load program segments: -22/));
};

const memories = [
  [0, 0x2_0000],
  [0x18_0000, 0x18_9000],
  [0x90_0000, 0x92_0000],
  [0x92_0000, 0x94_0000],
  [0x94_0000, 0x99_0000],
  [0x2000_0000, 0x2002_0000],
] as const;
const isA53View = ({ address }: Refused): boolean => address >= 0x7e_0000 && address < 0x82_0000;
const runsOver = ({ address, bytes }: Refused): boolean =>
  memories.some(([base, end]) => address >= base && address < end && address + bytes > end);
const endsOnEnd = ({ address, bytes }: Refused): boolean =>
  memories.some(([base, end]) => address >= base && address < end && address + bytes === end);
const isDdr = ({ address, untranslated }: Refused): boolean =>
  untranslated === undefined && address >= 0x4000_0000 && address < 0xc000_0000;

const segmentsCommand = { step: 'readelf -lW FILE, or hil inspect FILE: look at the physical addresses' };

export const loadingRows: readonly Row[] = [
  {
    id: 1,
    name: 'firmware-file-missing',
    symptom: 'Direct firmware load for X failed with error -2',
    cause:
      'The file is in none of the folders that the kernel searches, or has another name there: error -2 is ENOENT, and has nothing to do with the M7.',
    matches: (facts) =>
      evidence(newlineInPath(facts) || claimed(facts, 'file-is-there') ? 'possible' : 'certain', ...missing(facts).slice(0, 3)),
    excludedBy: (facts) => {
      const line = facts.starts.at(-1)?.booting;
      return line && { because: 'the kernel found the firmware file and read it', line };
    },
    confirm: [
      { command: 'cat /sys/class/remoteproc/remoteproc0/firmware', shows: 'the name that is looked for' },
      { command: `ls -l /lib/firmware /lib/firmware/updates "$(cat ${parameters})"`, shows: 'whether the file is there' },
    ],
    fix: `Copy the file into /lib/firmware, or name its folder: echo -n /var/lib/firmware > ${parameters}; on Torizon OS /usr is read-only, so use a folder below /var.`,
    source: 'drivers/base/firmware_loader/main.c',
  },
  {
    id: 2,
    name: 'newline-in-firmware-path',
    symptom: 'the same -2 although the file is there, on a kernel of 6.1 or older',
    cause: 'The search path of firmware_class ends in the newline that echo wrote, so the kernel looks into a folder that does not exist.',
    matches: (facts) => {
      const newline = newlineInPath(facts);
      return newline && missing(facts).length > 0
        ? evidence(newline.isSeen ? 'certain' : 'likely', newline.line, missing(facts)[0], facts.values.kernel?.line)
        : undefined;
    },
    confirm: [{ command: `od -c ${parameters}`, shows: 'one \\n is what sysfs adds itself when it prints; two mean one in the path' }],
    fix: `Write the path without a newline: echo -n /var/lib/firmware > ${parameters}`,
    source: 'drivers/base/firmware_loader/main.c, Linux 6.1 and 6.12',
  },
  {
    id: 3,
    name: 'not-an-elf',
    symptom: 'Image is corrupted (bad magic), then -22',
    cause: 'The file is no ELF: remoteproc was given a .bin, which only U-Boot takes.',
    matches: (facts) => {
      const magic = one(facts, /Image is corrupted \(bad magic\)|remoteproc\d+: Image is too small/);
      return magic && evidence('certain', magic, one(facts, /Boot failed: -22/));
    },
    excludedBy: (facts) => {
      const line = facts.starts.flatMap(({ segments }) => segments)[0]?.line;
      return line && { because: 'the file was read as an ELF: its segments were translated', line };
    },
    confirm: [
      { command: 'head -c 4 "/lib/firmware/$(cat /sys/class/remoteproc/remoteproc0/firmware)" | od -c', shows: '177 E L F for an ELF' },
    ],
    fix: 'Give remoteproc the .elf that the linker wrote, not the .bin made from it.',
    source: 'drivers/remoteproc/remoteproc_elf_loader.c',
  },
  {
    id: 4,
    name: 'linked-at-a53-addresses',
    symptom: 'bad phdr da 0x7e0000 or 0x800000',
    cause: 'The image is linked where the A53 sees the TCM; an ELF for remoteproc needs the addresses of the M7.',
    matches: refusedWhere(isA53View),
    confirm: [segmentsCommand],
    fix: 'Link code at 0x0 (ITCM) and data at 0x20000000 (DTCM).',
    source: 'imx_rproc_att_imx8mn[] in drivers/remoteproc/imx_rproc.c',
  },
  {
    id: 5,
    name: 'segment-crosses-tcm-end',
    symptom: 'Translation failed: da = 0x1xxxx with a length that crosses 0x20000',
    cause:
      'A segment runs over the end of its memory; in the ITCM it is as a rule the initial values of .data, loaded right behind the code.',
    matches: refusedWhere((refused) => !isA53View(refused) && runsOver(refused)),
    confirm: [segmentsCommand],
    fix: 'Drop AT(...) from .data so that its load address is its run address, or make the image smaller.',
    source: 'imx_rproc_da_to_sys in drivers/remoteproc/imx_rproc.c',
  },
  {
    id: 6,
    name: 'ddr-region-not-reserved',
    symptom: 'bad phdr da 0x80000000 without "Translation failed"',
    cause:
      'The address is good and nothing is mapped there: the reserved region of the M7 is missing, not named in memory-region, or too small.',
    matches: refusedWhere(isDdr),
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
    matches: refusedWhere((refused) => !isA53View(refused) && endsOnEnd(refused)),
    confirm: [segmentsCommand],
    fix: 'Make the segment at least one byte shorter.',
    source: 'imx_rproc_da_to_sys in drivers/remoteproc/imx_rproc.c',
  },
];
