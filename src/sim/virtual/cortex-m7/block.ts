import type { Countdown } from './countdown.ts';
import type { Op } from './row.ts';

/** Instructions that run one after the other, decoded. */
export interface Block {
  /** Where it begins, as a signed word like the PC. */
  readonly address: number;
  /** ITSTATE at its beginning; 0 for nearly all. */
  readonly it: number;
  readonly ops: readonly Op[];
  /** The address of each instruction, and of the one behind the last. */
  readonly addresses: readonly number[];
  /** ITSTATE before each instruction, and behind the last. */
  readonly its: readonly number[];
  /** Set for a busy wait, most of whose turns need not be executed one by one. */
  readonly countdown: Countdown | undefined;
  /** False once the memory behind it was written. */
  isValid: boolean;
  /** Where it went the last times. */
  next: Block | undefined;
  other: Block | undefined;
}
