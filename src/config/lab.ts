import type { BoardDefinition } from '../core/board.ts';
import type { Reporter } from '../core/event.ts';
import type { FirmwareEntry, ProofOfLife } from '../core/firmware.ts';
import type { NetbootEntry } from '../core/netboot.ts';
import type { OsImageEntry } from '../core/os-image.ts';
import type { Retries } from '../core/scenario.ts';
import type { HeadlineRule, KnownIssue } from '../knowledge/kernel/detector.ts';

/** What a lab file says. Paths in it are relative to the file. */
export interface LabDefinition {
  readonly boards: Readonly<Record<string, BoardDefinition>>;
  /** Where suites are, as one glob or several; 'suites/**\/*.ts' by default. `shippedSuites()` are those of this package. */
  readonly suites?: string | readonly string[];
  readonly firmware?: Readonly<Record<string, FirmwareEntry>>;
  /** Device tree overlays of the lab's own (.dtbo), by the name that scenarios use. */
  readonly overlays?: Readonly<Record<string, string>>;
  /** Systems that can be installed on boards with an `installer`, by the name that scenarios use. */
  readonly os?: Readonly<Record<string, OsImageEntry>>;
  /** What boards with a `tftp` boot over the network, by the name that scenarios use. */
  readonly netboot?: Readonly<Record<string, NetbootEntry>>;
  /** Rules and known issues of the lab for the kernel incident detector. */
  readonly detector?: { readonly rules?: readonly HeadlineRule[]; readonly knownIssues?: readonly KnownIssue[] };
  /**
   * How many more attempts a scenario gets, by whose fault the one before ended badly: `{ lab: 2 }`. Every attempt stands in the reports, and what
   * passed at a later one is flaky. `dut` hides failures that come and go, which are the ones worth finding: leave it out unless you count them.
   */
  readonly retries?: Retries;
  readonly reports?: {
    /** 'reports' by default. */
    readonly dir?: string;
    /** `usualReports()` by default; more of them as `[...usualReports(), mine()]`. */
    readonly write?: readonly Reporter[];
  };
}

/** A lab as loaded: checked, complete, paths of firmware and overlays and the report folder absolute. */
export interface Lab extends LabDefinition {
  readonly suites: readonly string[];
  readonly firmware: Readonly<Record<string, FirmwareEntry>>;
  readonly overlays: Readonly<Record<string, string>>;
  readonly os: Readonly<Record<string, OsImageEntry>>;
  readonly netboot: Readonly<Record<string, NetbootEntry>>;
  readonly reports: { readonly dir: string; readonly write: readonly Reporter[] };
}

// By name, so that a lab file that was loaded beside another copy of this module is still known.
const brand = Symbol.for('verdin-hil.lab');

/** The default export of a lab file. */
export const defineLab = (definition: LabDefinition): LabDefinition => Object.assign({ ...definition }, { [brand]: true });

export const isLabDefinition = (value: unknown): value is LabDefinition => typeof value === 'object' && value !== null && brand in value;

/**
 * A folder with an image for Toradex Easy Installer, as downloads and torizoncore-builder unpack to. `osRelease`: lines of /etc/os-release by which its
 * system is known; the version of image.json by default.
 */
export const teziImage = (path: string, options: { readonly osRelease?: Readonly<Record<string, string>> } = {}): OsImageEntry => ({
  kind: 'tezi',
  path,
  ...options,
});

/** An M7 image that Linux and U-Boot load as ELF. `proof`: what only this image prints, where it does not announce itself as those of firmware/ do. */
export const m7Elf = (path: string, options: { readonly proof?: ProofOfLife } = {}): FirmwareEntry => ({
  kind: 'm7-elf',
  path,
  ...options,
});

/** A raw binary for U-Boot's `bootaux`; Linux cannot load it. */
export const m7Bin = (path: string, options: { readonly proof?: ProofOfLife } = {}): FirmwareEntry => ({
  kind: 'm7-bin',
  path,
  ...options,
});
