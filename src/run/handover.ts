import type { ConsoleName } from '../core/console.ts';

/** When the person who started a run is given the consoles of a board. */
export interface HandoverTerms {
  /** At the first scenario that fails, which is then the last; else only where a scenario asks for it by pause(). */
  readonly atFailure: boolean;
  /** Why there is nobody who could take them, as the end of a sentence. */
  readonly refusal?: string;
}

/** A board that waits for a person. */
export interface HandedOver {
  readonly why: 'failure' | 'pause';
  /** One sentence: what failed, or where the scenario waits. */
  readonly sentence: string;
  readonly consoles: readonly ConsoleName[];
  /** The last lines of each, oldest first. */
  readonly tails: Readonly<Partial<Record<ConsoleName, readonly string[]>>>;
  /** What becomes of its power at the end of the run. */
  readonly endState: 'off' | 'keep';
}

export type FromHandover =
  | { readonly type: 'handed-over'; readonly handed: HandedOver }
  /** What one of its consoles said. */
  | { readonly type: 'heard'; readonly console: ConsoleName; readonly bytes: Uint8Array }
  /** One sentence for the person. */
  | { readonly type: 'remark'; readonly text: string }
  /** The consoles are the run's own again, whoever ended it. */
  | { readonly type: 'taken-back' };

export type ToHandover =
  | { readonly type: 'typed'; readonly console: ConsoleName; readonly text: string }
  | { readonly type: 'break'; readonly console: ConsoleName }
  /** The person is through. */
  | { readonly type: 'left' };
