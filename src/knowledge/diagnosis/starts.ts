import type { LogLine } from './log-line.ts';

/** One attempt to start the M7 from Linux, as far as lines tell of it. */
export interface StartAttempt {
  /** The command or the kernel's first line about it. */
  readonly trigger: LogLine;
  readonly file?: string;
  readonly bytes?: number;
  readonly booting?: LogLine;
  /** `da = 0x… len = 0x…` of segments: debug lines that downstream kernels show. */
  readonly segments: readonly { readonly address: number; readonly bytes: number; readonly line: LogLine }[];
  readonly vdev?: LogLine;
  readonly kick?: Kick;
  readonly up?: LogLine;
  /** The kernel or the shell refused. */
  readonly refused?: LogLine;
  /** The first line behind it that shows the shell alive: output or another command. */
  readonly returned?: LogLine;
  /** The next U-Boot's first line, when one came while this was the last attempt. */
  readonly reset?: LogLine;
  /** Everything up to the next attempt, the trigger included. */
  readonly lines: readonly LogLine[];
}

export interface Kick {
  readonly queue: number;
  /** As printed: -62. */
  readonly errno: number;
  readonly line: LogLine;
}

/** What a command writes into a sysfs file of the remote core. */
export const sysfsWrite = ({ command = '' }: LogLine): { readonly word: string; readonly file: 'state' | 'firmware' } | undefined => {
  const found =
    /\becho +(?:-\w+ +)?["']?([\w.+/-]+)["']? *(?:>|\| *(?:sudo +)?tee +(?:-a +)?) *\S*?\b(state|firmware)\b/.exec(command) ??
    /\b(?:printf|echo) +(?:-\w+ +)?["']?(\w+)(?:\\n)?["']? *(?:>|\| *(?:sudo +)?tee +) *\S*?\b(state|firmware)\b/.exec(command);
  return found ? { word: found[1]!, file: found[2] as 'state' | 'firmware' } : undefined;
};
export const isStart = (line: LogLine): boolean => isWrite(line, 'start');
export const isStop = (line: LogLine): boolean => isWrite(line, 'stop');
const isWrite = (line: LogLine, word: string): boolean => {
  const write = line.command === undefined ? undefined : sysfsWrite(line);
  return write?.file === 'state' && write.word === word;
};

export const kicksIn = (lines: readonly LogLine[]): Kick[] =>
  lines.flatMap((line) => {
    const found = /imx_rproc_kick: failed \((\d+), *err: ?(-?\d+)\)/.exec(line.text);
    return found ? [{ queue: Number(found[1]), errno: Number(found[2]), line }] : [];
  });

export const startsIn = (lines: readonly LogLine[]): StartAttempt[] => {
  const groups: LogLine[][] = [];
  for (const line of lines) {
    const current = groups.at(-1);
    if (isStart(line) || (isPoweringUp(line) && !(current && isStart(current[0]!) && !current.some(isPoweringUp)))) groups.push([line]);
    else if (/Booting fw image \S+, size/.test(line.text) && !(current && !current.some(({ text }) => text.includes('Booting fw image'))))
      groups.push([line]);
    else current?.push(line);
  }
  return groups.map(attempt);
};

const isPoweringUp = ({ text }: LogLine): boolean => text.includes('powering up imx-rproc');

const attempt = (all: LogLine[]): StartAttempt => {
  const resetAt = all.findIndex(({ text }) => /^U-Boot SPL 20\d\d/.test(text));
  const lines = resetAt === -1 ? all : all.slice(0, resetAt);
  const [trigger] = lines as [LogLine, ...LogLine[]];
  const first = (pattern: RegExp): LogLine | undefined => lines.find(({ text, command }) => command === undefined && pattern.test(text));
  const booting = first(/Booting fw image \S+, size \d+/);
  const [, file, size] = /Booting fw image (\S+), size (\d+)/.exec(booting?.text ?? '') ?? [];
  const found = {
    booting,
    vdev: first(/assigned reserved memory node vdev/),
    kick: kicksIn(lines)[0],
    up: first(/remote processor imx-rproc is now up/),
    refused: first(/Boot failed: -\d+|can't start rproc|write error: (?!.*No space)/),
    returned: lines.slice(1).find((line) => line.command !== undefined || (line.kernelTime === undefined && isShellOutput(line))),
    reset: resetAt === -1 ? undefined : all[resetAt],
  };
  return {
    trigger,
    ...(file ? { file } : {}),
    ...(size ? { bytes: Number(size) } : {}),
    segments: segmentsIn(lines),
    ...(Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Partial<StartAttempt>),
    lines,
  };
};

const isShellOutput = ({ text, channel }: LogLine): boolean =>
  channel !== 'm7' && /^(?:running|offline|attached|crashed)$|write error|^(?:[\w.-]+@[\w.-]+:\S*)? ?[#$]$/.test(text);

const segmentsIn = (lines: readonly LogLine[]): StartAttempt['segments'] =>
  lines.flatMap((line) => {
    const found = /(?<!Translation failed: )\bda = 0x([0-9a-f]+) len = 0x([0-9a-f]+) va = /i.exec(line.text);
    return found ? [{ address: Number.parseInt(found[1]!, 16), bytes: Number.parseInt(found[2]!, 16), line }] : [];
  });
