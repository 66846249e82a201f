import type { PastedText } from '../facts.ts';

/** A log and what it must be taken for. */
export interface DiagnosisCase {
  readonly name: string;
  /** The row that must be named first. */
  readonly row: number;
  readonly texts: readonly PastedText[];
  /** Rows that are right to be named behind it. */
  readonly also?: readonly number[];
}

/** One text of unknown origin. */
export const pasted = (text: string): readonly PastedText[] => [{ name: 'pasted.txt', text }];
