import type { IncidentKind } from '../../core/incident.ts';

/** For the fast search: the lines that the audit reads. */
export const auditWords: readonly string[] = ['Tainted: '];

/** Documentation/admin-guide/tainted-kernels.rst: the flags that a report leaves behind, and the kinds that leave them. */
const leaves: Readonly<Record<string, readonly IncidentKind[]>> = {
  W: ['warning', 'hard-lockup', 'bug', 'ubsan', 'cfi', 'refleak', 'lockdep', 'kfence', 'mem-corruption', 'io-error', 'fs-error'],
  D: ['oops', 'bug', 'bus-error', 'cfi', 'ubsan', 'kasan', 'panic'],
  L: ['soft-lockup', 'rcu-stall'],
  B: ['mem-corruption', 'kasan', 'kmsan', 'kfence'],
  M: ['mce'],
};
const names: Readonly<Record<string, string>> = {
  W: 'a warning',
  D: 'an oops',
  L: 'a soft lockup',
  B: 'a corruption',
  M: 'a machine check',
};

const taint = /\bTainted: ([A-Z ]{1,40})/;

/** Compares what the kernel says of its past with what was seen: its taint flags and its count of oopses. */
export class Audit {
  readonly #seen = new Set<IncidentKind>();
  readonly #told = new Set<string>();
  #oopses: number | undefined;
  #fromStart = false;

  /** A boot whose first lines were seen: from here on nothing may be missing. */
  bootBegan(fromStart: boolean): void {
    this.#seen.clear();
    this.#told.clear();
    this.#oopses = fromStart ? 0 : undefined;
    this.#fromStart = fromStart;
  }

  /** What was missed before a report of this kind, the `count`th oops since boot. */
  report(kind: IncidentKind, count: number | undefined): string | undefined {
    this.#seen.add(kind);
    if (count === undefined) return undefined;
    const missed = this.#oopses !== undefined && count > this.#oopses + 1 ? `oops ${this.#oopses + 1} of ${count}` : undefined;
    this.#oopses = Math.max(this.#oopses ?? 0, count);
    return missed;
  }

  /** What a line of a report says was missed. Flags that were there before the watch began are nobody's fault. */
  line(text: string): string | undefined {
    const flags = taint.exec(text)?.[1];
    if (flags === undefined) return undefined;
    const missed = Object.keys(leaves).find(
      (flag) => flags.includes(flag) && !this.#told.has(flag) && !leaves[flag]!.some((kind) => this.#seen.has(kind)),
    );
    for (const flag of flags) this.#told.add(flag);
    return missed !== undefined && this.#fromStart ? `${names[missed]} (taint flag ${missed})` : undefined;
  }
}
