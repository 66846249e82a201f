import { imxSocs } from '../../firmware/soc-tables.ts';
import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import type { Soc } from '../platform.ts';
import type { Claim } from '../statements.ts';

/** certain: the lines say it. likely: they fit and nothing speaks against it. possible: they fit this and something else. */
export const confidences = ['certain', 'likely', 'possible'] as const;
export type Confidence = (typeof confidences)[number];

export interface Evidence {
  readonly confidence: Confidence;
  /** At least one. */
  readonly lines: readonly LogLine[];
}

/** A command is safe to run without asking: it only reads. A step needs a person or changes something. */
export type Confirmation = { readonly command: string; readonly shows: string } | { readonly step: string };

export interface Row {
  readonly id: number;
  /** Stable, for programs. */
  readonly name: string;
  readonly symptom: string;
  /** One sentence. */
  readonly cause: string;
  /** `consequence`: of something earlier; named first only when nothing else is known. `advice`: no fault at all. */
  readonly role?: 'consequence' | 'advice';
  /** The SoCs it can be the cause on; all by default. One that is not known is none of them, and none of the others either. */
  readonly socs?: readonly Soc[];
  /** What it keeps from succeeding, a start of the core or a boot: of two certain causes in one stage one at most stays so. */
  readonly stage?: 'start' | 'boot';
  /** Names of rows: what follows from it when it comes first, and is no cause beside it. */
  readonly hides?: readonly string[];
  /** What people call its cure: who has tried that in vain makes it no certainty. */
  readonly fixWords?: RegExp;
  /** It says what the kernel's last word means, and only where no other row says more. */
  readonly isFallback?: true;
  /** It reads addresses, and those mean something only on a SoC that is known for certain. */
  readonly readsAddresses?: true;
  /** What people say of it where no line shows it: likely by itself, or as much as stands here. */
  readonly said?: { readonly claim: Claim; readonly confidence?: Exclude<Confidence, 'certain'> };
  matches(facts: Facts): Evidence | undefined;
  /** The line that speaks against this cause, where it would otherwise come to mind. */
  excludedBy?(facts: Facts): { readonly because: string; readonly line: LogLine } | undefined;
  readonly confirm: readonly Confirmation[];
  readonly fix: string;
  readonly source: string;
}

/** Lines of a machine that match. */
export const all = (facts: Facts, pattern: RegExp): LogLine[] => facts.lines.filter(({ text }) => pattern.test(text));
export const one = (facts: Facts, pattern: RegExp): LogLine | undefined => facts.lines.find(({ text }) => pattern.test(text));
export const commands = (facts: Facts, pattern: RegExp): LogLine[] =>
  facts.lines.filter(({ command }) => command !== undefined && pattern.test(command));
export const claimed = (facts: Facts, claim: Claim): LogLine | undefined =>
  facts.statements.find((statement) => statement.claim === claim)?.line;

/** Evidence from lines some of which may be missing; none at all is no evidence. */
export const evidence = (confidence: Confidence, ...lines: readonly (LogLine | undefined)[]): Evidence | undefined => {
  const present = [...new Set(lines.filter((line) => line !== undefined))];
  return present.length === 0 ? undefined : { confidence, lines: present };
};

/** True when `one` stands before `other` in what was read. */
export const isBefore = (facts: Facts, one: LogLine, other: LogLine): boolean => facts.lines.indexOf(one) < facts.lines.indexOf(other);

/** True when a line behind `line` matches. */
export const isAfter = ({ lines }: Facts, line: LogLine, pattern: RegExp): boolean =>
  lines.slice(lines.indexOf(line) + 1).some(({ text }) => pattern.test(text));

/** Major, minor, patch. */
export const kernelOf = (facts: Facts): readonly [number, number, number] | undefined => {
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(facts.values.kernel?.value ?? '') ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch ?? 0)];
};

export const isOlder = (version: readonly [number, number, number], major: number, minor: number): boolean =>
  version[0] < major || (version[0] === major && version[1] < minor);

/** i.MX 8M: the family with `mcore_booted` and TCM at 0x7e0000. */
export const imx8mFamily = ['imx8mp', 'imx8mn', 'imx8mm', 'imx8mq'] as const;
/** Every SoC whose remote core imx_rproc drives. */
export const everyImx: readonly Soc[] = imxSocs;

/** An M-core is spoken of: a lamp or a clock may end with the boot of Linux, too, and a board may freeze by itself. */
export const isAboutCore = ({ lines, platform }: Pick<Facts, 'lines' | 'platform'>): boolean =>
  platform.cores.length > 0 ||
  lines.some(({ text }) =>
    /(?<![a-z\d])c?m[47](?![a-z\d])|\bc?m33\b|cortex[- ]?m|m[- ]?core|co-?processor|bootaux|remoteproc|rpmsg|freertos|zephyr|firmware|\bmcu\b|hello[ _]?world|auxiliary core/i.test(
      text.replace(otherFirmware, ''),
    ),
  );

/** What is loaded into a radio, a DMA engine or the boot loader's helpers is no firmware of an M-core. */
const otherFirmware =
  /\b(?:direct firmware load for (?!\S*(?:m[47]|rproc|\.elf\b))\S+|(?:external|rom|trusted|secure|boot|uefi|s?dma|wi-?fi|wlan|bluetooth|bt|modem|gnss|vpu|gpu|hdmi|pcie|scu|scfw|seco|ddr|phy|pmic) firmware|firmware (?:not found, using rom|version|revision|update))\b/gi;
