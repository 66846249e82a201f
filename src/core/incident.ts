import type { BootStage } from './boot-stage.ts';
import type { ConsoleName } from './console.ts';

export const incidentKinds = [
  // fatal
  'panic',
  'oops',
  'bug',
  'bus-error',
  'mce',
  'firmware-abort',
  // stalls
  'rcu-stall',
  'soft-lockup',
  'hard-lockup',
  'workqueue-lockup',
  'hung-task',
  'watchdog-reset',
  'unexpected-reset',
  'silent-freeze',
  'power-down',
  // memory
  'kasan',
  'kmsan',
  'kfence',
  'ubsan',
  'kcsan',
  'mem-corruption',
  'memleak',
  'refleak',
  'oom',
  'alloc-fail',
  'cfi',
  // locking, warnings
  'lockdep',
  'atomic-sleep',
  'warning',
  // devices
  'remoteproc-crash',
  'remoteproc-error',
  'irq-nobody',
  'fs-error',
  'io-error',
  'thermal-shutdown',
  'undervoltage',
  'pcie-error',
  'driver-hang',
  // a boot that ends before a login
  'boot-failure',
  // the M7, by its own UART
  'm7-fault',
  'm7-silent',
  // user space, and reports that we missed
  'user-crash',
  'harness',
  'missed-report',
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

/** Kinds that report one trouble in several ways: whoever expects one of them is not surprised by another behind it. */
const families: readonly (readonly IncidentKind[])[] = [
  ['rcu-stall', 'soft-lockup', 'hard-lockup', 'workqueue-lockup', 'hung-task'],
  ['oops', 'bug', 'bus-error', 'mce'],
  ['kasan', 'kmsan', 'kfence', 'ubsan', 'kcsan', 'mem-corruption'],
  ['io-error', 'fs-error'],
  ['oom', 'alloc-fail'],
  ['remoteproc-crash', 'remoteproc-error'],
  ['unexpected-reset', 'watchdog-reset'],
];

/** True when a report of kind `effect` says of the same trouble as one of kind `cause` what that one says, and nothing worse. */
export const isSameTrouble = (effect: IncidentKind, cause: IncidentKind): boolean =>
  effect === cause || families.some((family) => family.includes(effect) && family.includes(cause));

/** A reset is unexpected until U-Boot has said that the watchdog caused it, and not every U-Boot can tell. */
const resets: ReadonlySet<IncidentKind> = new Set(['unexpected-reset', 'watchdog-reset']);

/** Whether an incident of this kind is what was expected. */
export const isExpectedKind = (kind: IncidentKind, expected: readonly IncidentKind[]): boolean =>
  expected.includes(kind) || (resets.has(kind) && expected.some((other) => resets.has(other)));

export type Severity = 'fatal' | 'error' | 'warning' | 'info';

/** Where text came from: a UART or the kernel log read over SSH. */
export type Channel = ConsoleName | 'kmsg';

/** One of the reports that an incident is made of. */
export interface IncidentReport {
  readonly kind: IncidentKind;
  readonly title: string;
  readonly endsScenario: boolean;
}

export interface KernelIncident {
  /** Unique within a run. */
  readonly id: string;
  readonly kind: IncidentKind;
  readonly severity: Severity;
  /** True when the running scenario cannot go on. */
  readonly endsScenario: boolean;
  /** For people: "rcu-stall in imx_uart_txint". */
  readonly title: string;
  /** Stable from night to night and from channel to channel. */
  readonly signature: string;
  readonly frame?: string;
  readonly cpu?: number;
  readonly task?: string;
  readonly stage: BootStage;
  /** Host monotonic milliseconds of the headline. */
  readonly at: number;
  /** Kernel time of the headline in seconds. */
  readonly kernelTime?: number;
  readonly channels: readonly Channel[];
  readonly lines: readonly string[];
  /** Consequences folded into this one: the panic after the oops. */
  readonly consequences: readonly IncidentKind[];
  /** The report that opened it and those that were folded into it, one of each kind, as far as they have been printed. */
  readonly reports?: readonly IncidentReport[];
  /** Of a reset or power-down: the system itself said before that it would come, so that somebody on the board asked for it. */
  readonly orderly?: boolean;
  /** Its headline stood behind text that nobody knows as a prefix: somebody may only be talking of it. It ends no scenario. */
  readonly unverified?: true;
  readonly knownIssue?: string;
  /** SHA-1 over kind and the first five telling functions: tells apart what the signature merges. */
  readonly stack?: string;
  /** What else the reader should know: "the console was saturated". */
  readonly notes?: readonly string[];
  /** Where it stands in the bytes of its first channel; lines from 1, bytes from 0, the last byte not included. */
  readonly range?: { readonly firstLine: number; readonly lastLine: number; readonly firstByte: number; readonly lastByte: number };
}
