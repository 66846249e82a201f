import { remoteCoreStates } from '../../core/remote-core.ts';
import type { Values } from './facts.ts';
import type { LogLine } from './log-line.ts';

export interface KnownValue {
  readonly value: string;
  readonly line: LogLine;
}

type Single = Exclude<keyof Values, 'states' | 'firmware' | 'resetCauses'>;

const said: Readonly<Record<Single, readonly RegExp[]>> = {
  kernel: [
    /\bLinux version (\d+\.\d+[\w.+-]*)/,
    /^Kernel version: *(\d+\.\d+[\w.+-]*)/,
    /^Linux \S+ (\d+\.\d+\.\d+[\w.+-]*) #/,
    /^the board's linux is (\d+\.\d+[\w.+-]*)/,
  ],
  cmdline: [/^Kernel command line: *(\S.*)$/],
  uBoot: [/^U-Boot (20\d\d\.\d\d\S*)/, /^Bootloader: *(\S.*)$/, /^the board's u-boot is (\S.*)$/],
  tfA: [/BL31: *(v\d+\.\d\S*(?:[ \t]*\(\w+\)(?:: ?\S+)?)?)/, /^the board's tf-a is (\S.*)$/],
  mcoreBooted: [/\bmcore_booted *[:=] *([YN])\b/],
  distro: [/^Distro version: *(\S.*)$/],
  model: [/^Model: (Toradex .*)$/, /^HW model: *(\S.*)$/, /^the board's model is (\S.*)$/],
};

const asked: readonly (readonly [Single | 'states' | 'firmware', RegExp, RegExp])[] = [
  ['kernel', /\buname +-r/, /^(\d+\.\d+\.\d+[\w.+-]*)$/],
  ['cmdline', /\/proc\/cmdline/, /^(\S.{10,})$/],
  ['mcoreBooted', /parameters\/mcore_booted/, /^([YN01])$/],
  ['states', /remoteproc\d*\/state|\bcat +(?:\.\/)?state/, new RegExp(`^(${remoteCoreStates.join('|')})$`)],
  ['firmware', /remoteproc\d*\/firmware|\bcat +(?:\.\/)?firmware/, /^([\w.+-]+|\(null\))$/],
];

/** Reads single values from banners and from the answers to `cat` and its like. */
export const valuesIn = (lines: readonly LogLine[]): Values => {
  const single: Partial<Record<Single, KnownValue>> = {};
  const many = { states: [] as KnownValue[], firmware: [] as KnownValue[], resetCauses: [] as KnownValue[] };
  const note = (name: Single | 'states' | 'firmware', found: KnownValue): void => {
    if (name === 'states' || name === 'firmware') many[name].push(found);
    else single[name] = found;
  };
  lines.forEach((line, index) => {
    for (const [name, patterns] of Object.entries(said) as [Single, readonly RegExp[]][]) {
      const value = first(patterns, line.text);
      if (value !== undefined) note(name, { value, line });
    }
    const cause = /^Reset cause: (\S.*)$/.exec(line.text)?.[1];
    if (cause) many.resetCauses.push({ value: cause.trim(), line });
    for (const [name, question, answer] of asked) {
      const found = question.test(line.text) ? answerTo(lines, index, answer) : undefined;
      if (found) note(name, found);
    }
  });
  return { ...single, ...many };
};

const first = (patterns: readonly RegExp[], text: string): string | undefined => {
  for (const pattern of patterns) {
    const value = pattern.exec(text)?.[1];
    if (value !== undefined) return value.trim();
  }
  return undefined;
};

// Kernel text may come between a command and its answer; another command may not. A lost newline puts the answer behind its question.
const answerTo = (lines: readonly LogLine[], index: number, answer: RegExp): KnownValue | undefined => {
  const question = lines[index]!;
  if (/[^<]> *\S/.test(question.text) && !/\bcat\b/.test(question.text)) return undefined;
  const behind = answer.exec(question.text.replace(asks, '').trim())?.[1];
  if (behind !== undefined && asks.test(question.text)) return { value: behind, line: question };
  for (const line of lines
    .slice(index + 1, index + 80)
    .filter(({ channel }) => channel === question.channel)
    .slice(0, 7)) {
    if (line.command !== undefined || line.source !== question.source) return undefined;
    const value = line.kernelTime === undefined ? answer.exec(line.text.trim())?.[1] : undefined;
    if (value !== undefined) return { value, line };
  }
  return undefined;
};

// The question itself, up to the end of its path.
const asks = /^.*\b(?:cat|head|uname)\b +(?:-\w+ *)*(?:\S*(?:state|firmware|cmdline|mcore_booted)\b['"]?)?(?=\s|$)/;
