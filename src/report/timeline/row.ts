import type { LabEvent } from '../../core/event.ts';

export const lanes = ['a53', 'm7', 'kmsg', 'command', 'event'] as const;
/** Where a row was heard: a UART, the kernel log, a shell, or what the runner did and concluded. */
export type Lane = (typeof lanes)[number];

/** sent: typed by the runner. The others are types of events, by what they mean to a reader. */
export type RowKind = 'sent' | 'failed' | 'power' | 'stage' | 'scenario' | 'step' | 'observation' | 'incident' | 'provision' | 'lab';

/** One line of a run's log, whoever said it. */
export interface Row {
  /** Host monotonic milliseconds of its last byte. */
  readonly at: number;
  readonly board: string;
  readonly lane: Lane;
  readonly kind?: RowKind;
  /** In one line, as the journal has it: colours and worse included. */
  readonly text: string;
  /** Board seconds since the relay switched on; undefined while the board has no power. */
  readonly poweredFor?: number;
}

/** The event of a type; of several, that of each. */
export type EventOf<T extends LabEvent['type']> = T extends unknown ? EventWith<LabEvent, T> : never;
type EventWith<E, T> = E extends { readonly type: infer K } ? (T extends K ? E : never) : never;
