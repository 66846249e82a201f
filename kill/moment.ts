import type { ConsoleName } from '../src/core/console.ts';
import type { LabEvent } from '../src/core/event.ts';

/** By what a moment is known from outside of the run. */
export type Sign =
  /** On a console, before the runner has it. `nth`: of the run, from 1. */
  | { readonly line: RegExp; readonly wire?: ConsoleName; readonly nth?: number }
  /** The relay was asked, or has switched and not yet answered. */
  | { readonly relay: 'on' | 'off'; readonly at?: 'asked' | 'answered'; readonly nth?: number }
  /** In the journal, where `holding` finds something in it. */
  | { readonly event: LabEvent['type']; readonly holding?: RegExp; readonly nth?: number }
  /** A path in the case's folder, its `.hil`, `leases` or `reports`. */
  | { readonly appears: RegExp }
  | { readonly vanishes: RegExp }
  /** What the process prints. */
  | { readonly prints: RegExp };

export interface Moment {
  readonly name: string;
  /** One of the suites beside this file. */
  readonly suite: string;
  /** One after the other; the last one is the moment. */
  readonly signs: readonly Sign[];
  /** A trouble of the board that waits for its turn. */
  readonly arms?: 'panic' | 'freeze' | 'no-ssh';
  /** Where the lab file or the suite waits until the stroke fell. */
  readonly holds?: string;
  /** It waits on after the stroke. */
  readonly staysHeld?: true;
  /** Each command over SSH takes a fifth of a second, so that the journal shows it while it counts. */
  readonly isSlow?: true;
  /** A second signal comes, too. */
  readonly isHurried?: true;
  readonly arguments?: readonly string[];
  readonly endState?: 'off' | 'keep';
}
