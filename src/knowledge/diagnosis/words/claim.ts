import { mCore, output } from './concepts.ts';

/** What people say of starts, of what they heard and of what they did: evidence beside a log more than by itself. */
export const startClaimNames = [
  'works-only-after-u-boot',
  'm7-silent',
  'm7-alive',
  'board-freezes',
  'asks-for-argument',
  'old-firmware-runs',
  'nothing-after-power-on',
  'no-key-pressed',
  'peripherals-dead',
  'file-is-there',
  'u-boot-works-partly',
  'after-restart',
  'worked-for-a-while',
] as const;
export type StartClaim = (typeof startClaimNames)[number];

/** What people's words can claim by themselves; each stands for a row, and none makes it more than likely. */
export const wordClaims = [
  'output-ends-with-linux',
  'garbled-under-linux',
  'ddr-mute-tcm-fine',
  'remoteproc-is-dsp',
  'no-remoteproc',
  'table-refused',
  'no-link',
  'overlay-fails',
  'region-fails',
  'mailbox-taken',
  'no-vring-memory',
  'headers-in-segment',
  'bootaux-unknown',
  'elf-to-bootaux',
  'linux-stops-with-core',
  'rdc',
  'nothing-boots',
  'spl-finds-nothing',
  'emergency',
  'login-refused',
  'environment-unreadable',
  'uuu-fails',
  'dram-fails',
  'boot-ends-at-tf-a',
  'root-missing',
  'u-boot-aborts',
  'no-room',
  'core-attached',
  'kick-fails',
  'stopped-by-suspend',
  'debugger-fails',
  'started-on-a-core',
  'stops-at-kernel',
  'no-prompt',
  'prompt-unasked',
  'stale-shared-memory',
  'u-boot-hangs-early',
  'rproc-command-fails',
  'authentication-fails',
  'mailbox-missing',
  'start-freezes-board',
  'traffic-stops',
  'environment-forgotten',
  'file-missing',
  'bin-to-remoteproc',
  'core-busy',
  'not-writable',
  'too-large',
  'board-unknown',
  'toolchain',
  'module-absent',
  'firmware-faults',
  'restart-stalls',
  'host-key',
  'rolled-back',
  'resets-itself',
  'phdr-in-ddr',
  'phdr-of-a53',
] as const;
export type WordClaim = (typeof wordClaims)[number];

export interface ClaimPattern {
  readonly claim: WordClaim | StartClaim;
  /** One of these must be found, in a sentence or over two that follow each other. */
  readonly says: readonly RegExp[];
  /** And none of these. */
  readonly unless?: RegExp;
  /** It is claimed by a question, too. */
  readonly isAsked?: true;
}

export const re = (source: string): RegExp => new RegExp(source, 'i');
export const near = (one: string, other: string, span = 80): RegExp => re(`${one}.{0,${span}}${other}`);
export const either = (one: string, other: string, span = 80): RegExp[] => [near(one, other, span), near(other, one, span)];

/** The core, or what is seen of it. */
export const subject = `(?:${mCore}|${output})`;
export const notDone = String.raw`\b(?:no|not|never|isn't|doesn't|don't|won't|can't|cannot)\b`;
