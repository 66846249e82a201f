import type { Channel } from '../../core/incident.ts';
import type { ShellVia } from '../../core/shell.ts';

/** `text`: pasted, and nobody knows where from. `said`: a person's sentence. `elf`: read from the firmware file. `lab`: power, errors of the runner. */
export type LineChannel = Channel | ShellVia | 'text' | 'said' | 'elf' | 'lab';

/** One line of what is known, freed of everything that consoles, log daemons and forums put around it. */
export interface LogLine {
  readonly channel: LineChannel;
  /** The file or text it came from; 'journal' for a line of a run. */
  readonly source: string;
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Seconds. */
  readonly kernelTime?: number;
  /** Host monotonic milliseconds. */
  readonly at?: number;
  /** What was typed behind a shell's or U-Boot's prompt, or run by the runner. */
  readonly command?: string;
  /** The prompt it was typed behind, which often names the board. */
  readonly prompt?: string;
  /** Something in front said that the kernel printed it, though it gave no kernel time: `dmesg -T`, `kernel:`. */
  readonly stamped?: true;
}

/** What a person needs to find the line again: channel, place, time, text. */
export const quote = ({ channel, source, number, text, kernelTime, at, command }: LogLine): string => {
  if (channel === 'elf') return `elf: ${text}`;
  const place = source === 'journal' ? '' : ` ${source}:${number}`;
  const host = at === undefined ? '' : ` at ${(at / 1000).toFixed(3)} s`;
  const stamp = kernelTime === undefined ? '' : `[${kernelTime.toFixed(6)}] `;
  return `${channel}${place}${host}: ${stamp}${command === undefined ? text : `# ${command}`}`;
};

/** A line about the image itself. */
export const elfLine = (text: string): LogLine => ({ channel: 'elf', source: 'elf', number: 1, text });
