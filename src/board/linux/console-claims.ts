import type { IncidentKind, KernelIncident } from '../../core/incident.ts';
import { boardClock } from '../../core/time.ts';
import type { IncidentListener } from '../incident-listener.ts';
import type { RunningLinux } from './running-linux.ts';

export interface ConsoleClaimsOptions {
  readonly linux: Pick<RunningLinux, 'canAnswer' | 'saidAll'>;
  /** Takes what is proven, and what nobody can refute. */
  readonly tell: IncidentListener;
  readonly refuted: (claim: KernelIncident, bootId: string) => void;
}

interface Held {
  opened: KernelIncident;
  closed?: KernelIncident;
}

// In host time: the kernel's own log tells of a real one by then, as a rule, and a kernel that panics has stopped its other processors.
const graceMs = 200;

/** Behind these there is no Linux that could deny anything. */
const ofDeath: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['unexpected-reset', 'watchdog-reset', 'power-down', 'silent-freeze']);

/**
 * What the A53's console says of the kernel while Linux can be asked: a program may print the same, so that it is told once the kernel's own log has it
 * too, or once nobody answers who could deny it. A kernel writes into its log before it prints; a Linux that answers, and whose log was heard up to
 * that answer without such a record, has not said it.
 */
export class ConsoleClaims {
  readonly #options: ConsoleClaimsOptions;
  readonly #held = new Map<string, Held>();
  /** The questions, one at a time: the next one is for what was claimed since the last one began. */
  #asking: Promise<void> | undefined;
  constructor(options: ConsoleClaimsOptions) {
    this.#options = options;
  }

  take(phase: 'opened' | 'closed', incident: KernelIncident, isClaim: boolean): void {
    const held = this.#held.get(incident.id);
    if (held) {
      held[phase] = incident;
      if (!isClaim) this.believe(incident.id);
    } else if (isClaim && phase === 'opened' && this.#options.linux.canAnswer) {
      this.#held.set(incident.id, { opened: incident });
      this.#asking ??= this.#ask();
    } else {
      if (ofDeath.has(incident.kind)) this.believeAll();
      this.#options.tell(phase, incident);
    }
  }

  /** It is true: the kernel's own log says so. */
  believe(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    this.#options.tell('opened', held.opened);
    if (held.closed) this.#options.tell('closed', held.closed);
  }

  /** Nobody is there who could deny it. */
  believeAll(): void {
    for (const id of [...this.#held.keys()]) this.believe(id);
  }

  get isInDoubt(): boolean {
    return this.#asking !== undefined;
  }

  /** Resolves once nothing is in doubt. */
  async settled(): Promise<void> {
    while (this.#asking !== undefined) await this.#asking;
  }

  async #ask(): Promise<void> {
    const { refuted, linux } = this.#options;
    await boardClock().sleep(graceMs);
    const claimed = [...this.#held.keys()];
    const bootId = claimed.length === 0 ? undefined : await linux.saidAll();
    for (const id of claimed) {
      const held = this.#held.get(id);
      if (!held) continue;
      if (bootId === undefined) this.believe(id);
      else {
        this.#held.delete(id);
        refuted(held.opened, bootId);
      }
    }
    this.#asking = this.#held.size > 0 ? this.#ask() : undefined;
  }
}
