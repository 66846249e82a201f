import type { BootStage } from '../../core/boot-stage.ts';

/**
 * How a board talks while it boots: data. Patterns are searched in one line without ANSI sequences, carriage returns and NULs.
 * None of them may look ahead or end with `$`: a line arrives in pieces, and what a piece says must stay true when the rest comes.
 */
export interface BoardProfile {
  readonly name: string;
  readonly stages: readonly StagePattern[];
  /** First group: the version. Keys as in BootRecord. */
  readonly versions: Readonly<Record<string, RegExp>>;
  /** First group: the cause. Printed once a boot by U-Boot proper. */
  readonly resetCause: RegExp;
  /** First group: the serial number of the module. Printed once a boot by U-Boot proper. */
  readonly serialNumber: RegExp;
  /** For a person who looks at the connector: `UART3 (ttymxc2)`. */
  readonly consoles: { readonly a53: string; readonly core: string };
  readonly uboot: UBootProfile;
  readonly linux: LinuxProfile;
}

export interface StagePattern {
  readonly stage: BootStage;
  readonly pattern: RegExp;
  /** A prompt: no line ending follows it. */
  readonly prompt?: boolean;
}

export interface UBootProfile {
  readonly prompt: string;
  /** Said by a secured boot loader that offers no prompt. */
  readonly locked: RegExp;
  /** Said when Linux or an error makes the prompt unreachable in this boot. */
  readonly tooLate: RegExp;
  /** Where firmware files lie, as U-Boot names it. */
  readonly storage: string;
  /** Where the M7's tightly coupled memory appears to U-Boot, and its size in bytes. */
  readonly tcm: { readonly address: number; readonly size: number };
  /** What boots the system when nobody intervenes. */
  readonly bootCommand: string;
}

export interface LinuxProfile {
  readonly loginPrompt: RegExp;
  readonly passwordPrompt: RegExp;
  readonly loginRefused: RegExp;
  /** The dialogue that makes a person choose a new password at the first login. */
  readonly passwordChange: RegExp;
  readonly shellPrompt: RegExp;
}
