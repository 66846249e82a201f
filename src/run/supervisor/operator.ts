import type { ConsoleName } from '../../core/console.ts';
import type { FromHandover, HandedOver } from '../handover.ts';

/** A board as the person has it who started the run. */
export interface GivenBoard extends HandedOver {
  readonly board: string;
  /** Told from here on, and first of what came since the board was handed over. */
  onHeard(listener: (message: Extract<FromHandover, { readonly type: 'heard' | 'remark' }>) => void): void;
  type(console: ConsoleName, text: string): void;
  sendBreak(console: ConsoleName): void;
}

/** The person who started a run, at a terminal. */
export interface Operator {
  /** Resolves when the person is through with the board. `taken`: it is the run's again, and what is typed reaches it no more. Never rejects. */
  take(given: GivenBoard, taken: AbortSignal): Promise<void>;
}
