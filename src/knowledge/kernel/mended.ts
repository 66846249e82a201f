import type { IncidentKind } from '../../core/incident.ts';
import type { Headline } from './headlines.ts';

/** So many times in one boot may the hardware mend what went wrong. */
const most = 20;

/** What the hardware says that it mended itself, counted by kind: no failure before it comes again and again. */
export class MendedErrors {
  readonly #times = new Map<IncidentKind, number>();

  /** Counts it; true while it is nothing to tell of. */
  pardons({ rule, groups }: Headline): boolean {
    if (!rule.mended) return false;
    const times = (this.#times.get(rule.kind) ?? 0) + Number(groups.times ?? 1);
    this.#times.set(rule.kind, times);
    return times <= most;
  }

  newBoot(): void {
    this.#times.clear();
  }
}
