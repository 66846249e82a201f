import { type Fault, HilError, type HilErrorOptions } from '../../core/errors.ts';
import { fetchFailureIn } from './fetch-failure.ts';
import { hexWord, type PreloadImage } from './preload-image.ts';

/** A core that U-Boot started, in U-Boot's own words and compared with the image. */
export interface PreloadReport {
  readonly bytesRead: number;
  readonly stack: number;
  readonly pc: number;
}

/** U-Boot did not start the image that it was to preload. `fault`: dut where U-Boot refused or started something else, lab where the file was not there. */
export class PreloadError extends HilError {
  constructor(fault: Extract<Fault, 'dut' | 'lab'>, message: string, options?: HilErrorOptions) {
    super(fault, message, options);
  }
}

// cmd/load.c and fs/fs.c of U-Boot, and fs/ext4 and fs/fat below it.
const notThere = /File not found|Failed to load|Unable to read file|Bad device specification|Invalid partition|Can't set block device/;

/**
 * Reads from U-Boot's lines of a boot, or of its prompt, that this very image was loaded and started (arch/arm/mach-imx/imx_bootaux.c).
 * Throws PreloadError with what says otherwise.
 */
export const checkPreload = (lines: readonly string[], image: PreloadImage): PreloadReport => {
  const at = lines.findIndex((line) => started.test(line));
  if (at < 0) throw notStarted(lines, image);
  const bytesRead = lastSizeIn(lines.slice(0, at));
  const [, stack = '', pc = ''] = started.exec(lines[at]!)!;
  const report = { bytesRead: bytesRead ?? 0, stack: Number.parseInt(stack, 16), pc: Number.parseInt(pc, 16) };
  if (bytesRead !== image.bytes) throw wrongFile(bytesRead, lines, image);
  if (report.stack !== image.vector.stack || report.pc !== image.vector.pc) throw wrongVector(report, lines, image);
  return report;
};

const started = /## Starting auxiliary core (?:at 0x[0-9a-f]+ )?stack = 0x([0-9a-f]+), pc = 0x([0-9a-f]+)/i;

// A boot loads many files; the image is the one just before bootaux speaks.
const lastSizeIn = (lines: readonly string[]): number | undefined => {
  const sizes = lines.flatMap((line) => /^(?:(\d+) bytes read in|Bytes transferred = (\d+) )/.exec(line)?.slice(1).find(Boolean) ?? []);
  return sizes.length === 0 ? undefined : Number(sizes.at(-1));
};

const notStarted = (lines: readonly string[], image: PreloadImage): PreloadError => {
  const evidence = evidenceIn(lines);
  const find = (pattern: RegExp): string | undefined => lines.find((line) => pattern.test(line))?.trim();
  if (lines.length === 0)
    return new PreloadError('lab', `nothing of U-Boot was seen in this boot, so nobody can tell whether it started ${image.path}`, {
      remedy: 'look at the console of the A53, and whether U-Boot was built or told to be silent',
    });
  if (find(/## Auxiliary core is already up/))
    return new PreloadError('dut', `the M7 was running already, so U-Boot did not start ${image.path}`, {
      evidence,
      remedy: 'cut the power first: a reset of the A53 alone leaves the M7 running, and a TF-A without its call says so of every core',
    });
  const unknown = find(/Unknown command '(?:bootaux|itest|load|cp\.b|dcache|tftpboot|dhcp|crc32)/);
  if (unknown) return new PreloadError('dut', `this U-Boot cannot start ${image.path}: ${unknown}`, { evidence });
  const refused = find(/Invalid aux core address/);
  if (refused) return new PreloadError('dut', `U-Boot refused to start ${image.path}: ${refused}`, { evidence });
  const unfetched = image.served && fetchFailureIn(lines);
  if (unfetched)
    return new PreloadError('lab', `U-Boot did not get ${image.path} from ${image.served!.host} by TFTP: ${unfetched.line}`, {
      evidence,
      remedy: unfetched.remedy,
    });
  if (find(new RegExp(`^(?:${image.bytes} bytes read in|Bytes transferred = ${image.bytes} )`)))
    return new PreloadError('dut', `U-Boot loaded ${image.path} and did not start it`, { evidence });
  const missing = lines.find((line) => notThere.test(line) && (line.includes(image.path) || /device|partition/i.test(line)))?.trim();
  if (missing)
    return new PreloadError('lab', `U-Boot cannot load ${image.path}: ${missing}`, {
      evidence,
      remedy:
        'the runner had put it there: look who removes files on the board, a suite or a service, and at the partition that U-Boot reads',
    });
  return new PreloadError('dut', `U-Boot never started ${image.path}: nothing in its boot says that it tried`, {
    evidence,
    remedy: 'look at its environment, whether the boot command or the boot script runs `m4boot`',
  });
};

const wrongFile = (bytesRead: number | undefined, lines: readonly string[], { path, bytes }: PreloadImage): PreloadError =>
  new PreloadError(
    'lab',
    bytesRead === undefined
      ? `U-Boot started the M7, and did not load ${path} before`
      : `U-Boot read ${bytesRead} bytes of ${path}, which should have ${bytes}`,
    { evidence: evidenceIn(lines), remedy: 'the file on the board is another one: look who writes there, and `sync` before the reset' },
  );

const wrongVector = ({ stack, pc }: PreloadReport, lines: readonly string[], image: PreloadImage): PreloadError =>
  new PreloadError(
    'dut',
    `U-Boot started the M7 with stack ${hexWord(stack)} and pc ${hexWord(pc)}, and the image has ${hexWord(image.vector.stack)} and ${hexWord(image.vector.pc)}`,
    { evidence: evidenceIn(lines), remedy: reasonFor(stack) },
  );

const reasonFor = (stack: number): string => {
  // "\x7fELF" read as a stack pointer.
  if (stack === 0x464c457f) return 'this U-Boot takes .bin files only (ELF since 2022.07): convert with objcopy -O binary';
  if (stack === 0 || stack === 0xffffffff) return 'nothing was at that address: check the load command and the address';
  return 'the file on the board is another build than the one the lab file names: copy it again';
};

const evidenceIn = (lines: readonly string[]): string[] =>
  lines
    .map((line) => line.trim())
    .filter((line) =>
      /bytes read|uxiliary|aux core|not found|Failed|Unable|Unknown command|ERROR|\*\*|TFTP|Bytes transferred|Retry|BOOTP|PHY|ethernet|crc32/i.test(
        line,
      ),
    )
    .slice(-6)
    .map((line) => `U-Boot: ${line}`);
