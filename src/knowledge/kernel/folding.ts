import type { IncidentKind } from '../../core/incident.ts';

/** A consequence is no new bug: which headline belongs to which earlier one, and for how many seconds of kernel time. */
interface Fold {
  readonly effects: readonly IncidentKind[];
  readonly causes: readonly IncidentKind[];
  readonly within: number;
  /** What the effect's headline must say. */
  readonly says?: RegExp;
  /** Both from the same printing context, where contexts are known. */
  readonly sameContext?: true;
}

const stalls: readonly IncidentKind[] = ['rcu-stall', 'soft-lockup', 'hard-lockup', 'workqueue-lockup', 'hung-task'];
const accesses: readonly IncidentKind[] = ['kasan', 'kmsan', 'kfence', 'kcsan', 'ubsan', 'cfi'];
const crashes: readonly IncidentKind[] = ['oops', 'bug', 'bus-error', 'mce'];
const checks: readonly IncidentKind[] = [
  ...accesses,
  'warning',
  'lockdep',
  'atomic-sleep',
  'mem-corruption',
  'memleak',
  'alloc-fail',
  'refleak',
];

const folds: readonly Fold[] = [
  // kernel/panic.c callers name what led to them.
  {
    effects: ['panic'],
    causes: [...crashes, ...accesses, 'mem-corruption'],
    within: 30,
    says: /Fatal|fatal|Oops|Aiee|Unrecover|SError|[Bb]ad mode|BUG|overflow|halted/,
  },
  { effects: ['panic'], causes: [...checks, ...crashes, 'firmware-abort'], within: 30, says: /panic_on_warn/ },
  { effects: ['panic'], causes: ['soft-lockup', 'rcu-stall'], within: 60, says: /softlockup/ },
  { effects: ['panic'], causes: ['hung-task'], within: 60, says: /hung_task/ },
  { effects: ['panic'], causes: ['rcu-stall'], within: 60, says: /RCU/i },
  { effects: ['panic'], causes: ['hard-lockup'], within: 60, says: /LOCKUP/i },
  { effects: ['panic'], causes: ['oom'], within: 30, says: /memory/ },
  { effects: ['panic'], causes: ['thermal-shutdown', 'watchdog-reset'], within: 60, says: /thermal|temperature|pretimeout/i },
  { effects: ['panic'], causes: crashes, within: 5, says: /Attempted to kill/ },
  {
    effects: ['panic'],
    causes: [...crashes, ...checks, ...stalls],
    within: 0.3,
    says: /^(?!.*(?:VFS|Attempted to kill|init found|corrupted stack end))/,
    sameContext: true,
  },
  // A system that cannot schedule is reported by every watchdog that it has.
  { effects: stalls, causes: [...stalls, 'lockdep'], within: 60 },
  { effects: ['warning', 'atomic-sleep', 'lockdep', 'mem-corruption', 'alloc-fail'], causes: crashes, within: 3 },
  { effects: [...crashes, ...accesses], causes: [...crashes, ...accesses], within: 2 },
  { effects: crashes, causes: ['warning', 'mem-corruption', 'lockdep', 'atomic-sleep'], within: 1, sameContext: true },
  {
    effects: ['warning'],
    causes: ['mem-corruption', ...accesses, ...stalls, 'irq-nobody', 'firmware-abort'],
    within: 1,
    sameContext: true,
  },
  { effects: [...accesses, 'atomic-sleep', 'warning'], causes: ['lockdep'], within: 0.5, sameContext: true },
  { effects: accesses, causes: ['warning', 'atomic-sleep'], within: 0.5, sameContext: true },
  { effects: ['io-error', 'fs-error'], causes: ['io-error', 'fs-error'], within: 10 },
  { effects: ['oom', 'alloc-fail'], causes: ['oom', 'alloc-fail'], within: 10 },
  { effects: ['remoteproc-crash', 'remoteproc-error'], causes: ['remoteproc-crash', 'remoteproc-error'], within: 0.5 },
  { effects: ['mce'], causes: ['mce'], within: 5 },
  { effects: ['panic'], causes: ['mce', 'boot-failure'], within: 60, says: /Fatal|fatal|machine check|VFS|root|init/i },
  { effects: ['undervoltage'], causes: ['undervoltage'], within: 60 },
  { effects: ['pcie-error'], causes: ['pcie-error'], within: 5 },
  { effects: ['boot-failure'], causes: ['boot-failure'], within: 120 },
  { effects: ['driver-hang'], causes: ['driver-hang'], within: 5 },
  { effects: ['memleak'], causes: ['memleak'], within: 10 },
  { effects: ['refleak'], causes: ['refleak'], within: 120 },
  { effects: ['mem-corruption'], causes: ['mem-corruption'], within: 5 },
  { effects: ['firmware-abort'], causes: ['firmware-abort'], within: 5 },
  { effects: ['user-crash', 'harness'], causes: ['user-crash', 'harness'], within: 2 },
];

/** Two of this kind, one soon after the other, are told as one incident. */
export const foldsIntoItself = (kind: IncidentKind): boolean =>
  folds.some(({ effects, causes }) => effects.includes(kind) && causes.includes(kind));

export interface Seen {
  readonly kind: IncidentKind;
  readonly consequences: ReadonlySet<IncidentKind>;
}

/** True when a headline of kind `effect` follows from `cause`, `seconds` of kernel time later. */
export const follows = (effect: IncidentKind, text: string, cause: Seen, seconds: number, sameContext: boolean): boolean => {
  // Until the next boot everything is the panic's.
  if (cause.kind === 'panic' || cause.consequences.has('panic')) return true;
  return folds.some(
    (fold) =>
      fold.effects.includes(effect) &&
      fold.causes.includes(cause.kind) &&
      seconds <= fold.within &&
      (fold.says?.test(text) ?? true) &&
      (sameContext || !fold.sameContext),
  );
};
