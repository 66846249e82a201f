import type { Shell } from '../../core/shell.ts';

/** What a long output of U-Boot says of the wire that it came over. */
export interface LongOutput {
  /** Characters that must have come. */
  readonly characters: number;
  /** The first line that is not as U-Boot printed it; undefined where all are. */
  readonly spoilt: string | undefined;
  /** Lines that are missing or spoilt. */
  readonly lost: number;
}

// 128 lines, 9.7 kB: 0.8 s at 115200 baud, more than the buffers of serial adapters hold (256 to 4096 bytes).
const bytes = 0x800;
const bytesPerLine = 16;
const lines = bytes / bytesPerLine;

// cmd/mem.c and lib/hexdump.c of U-Boot: address, the bytes, and the same bytes as text. Releases before 2020.07 put four spaces between.
const line = /^([0-9a-f]{8,16}):((?: [0-9a-f]{2}){16}) {2}(.{0,18})$/;

/**
 * Has U-Boot print memory at length. Each line proves itself: its address follows from the one before, and its text from its bytes. Undefined where this
 * U-Boot cannot (no `md`, no `loadaddr`). Throws as the shell does.
 */
export const longOutput = async (uboot: Shell, signal: AbortSignal): Promise<LongOutput | undefined> => {
  const { stdout: variable } = await uboot.run('printenv loadaddr', { reject: false, signal });
  const [, address] = /^loadaddr=((?:0x)?[0-9a-f]+)$/im.exec(variable) ?? [];
  if (address === undefined) return undefined;
  const { exitCode, stdout } = await uboot.run(`md.b ${address} ${bytes.toString(16)}`, { reject: false, signal });
  if (exitCode !== 0) return undefined;
  const printed = stdout.split('\n').filter((text) => text.trim() !== '');
  const spoilt = printed.find((text, index) => !isWhole(text) || !follows(printed[index - 1], text));
  const whole = printed.filter((text) => isWhole(text)).length;
  const isComplete = spoilt === undefined && printed.length === lines;
  return {
    characters: lines * 76,
    spoilt: isComplete ? undefined : (spoilt ?? printed.at(-1) ?? ''),
    lost: isComplete ? 0 : Math.max(1, lines - whole),
  };
};

const isWhole = (text: string): boolean => {
  const [, , values = '', characters = ''] = line.exec(text) ?? [];
  const memory = [...Buffer.from(values.replaceAll(' ', ''), 'hex')];
  // Blanks at the end do not always come with a line.
  const isShown = (shown: string): boolean => memory.every((byte, at) => isShownAs(byte, shown[at] ?? ' '));
  return values !== '' && (isShown(characters) || (characters.startsWith('  ') && isShown(characters.slice(2))));
};

const isShownAs = (byte: number, shown: string): boolean =>
  byte >= 0x20 && byte <= 0x7e ? shown === String.fromCharCode(byte) : shown === '.' || byte > 0x7e;

const follows = (before: string | undefined, text: string): boolean =>
  before === undefined || addressOf(text) === addressOf(before) + bytesPerLine;

const addressOf = (text: string): number => Number.parseInt(line.exec(text)?.[1] ?? '', 16);
