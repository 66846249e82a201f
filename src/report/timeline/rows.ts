import type { LabEvent } from '../../core/event.ts';
import { ConsoleLines } from './console-lines.ts';
import { eventRow } from './event-rows.ts';
import type { EventOf, Lane, Row, RowKind } from './row.ts';

/** Every line of a journal with its time, in the order in which it was heard. Boards keep their own clocks and consoles. */
export async function* rowsOf(events: AsyncIterable<LabEvent> | Iterable<LabEvent>): AsyncGenerator<Row> {
  const boards = new Map<string, BoardRows>();
  for await (const event of events) {
    const rows = boards.get(event.board) ?? new BoardRows(event.board);
    boards.set(event.board, rows);
    yield* rows.of(event);
  }
  for (const rows of boards.values()) yield* rows.end();
}

interface Heard {
  readonly lane: Lane;
  readonly kind?: RowKind;
  readonly lines: ConsoleLines;
}

/** The rows of one board. */
export class BoardRows {
  readonly #board: string;
  readonly #consoles = new Map<string, Heard>();
  #poweredAt: number | undefined;
  #isOff = false;
  #speed = 1;
  constructor(board: string) {
    this.#board = board;
  }

  *of(event: LabEvent): Generator<Row> {
    for (const heard of this.#consoles.values()) yield* this.#said(heard, heard.lines.until(event.at));
    if (event.type === 'board.opened') this.#speed = event.speed;
    // What was heard before the relay switched has the time of the boot before.
    if (event.type === 'power.switched') {
      // A board that was off has only said what belongs to this boot, while the relay had not answered yet.
      if (!(this.#isOff && event.state === 'on')) yield* this.#ended();
      this.#isOff = event.state === 'off';
      this.#poweredAt = event.state === 'on' ? (event.askedAt ?? event.at) : undefined;
    }
    if (event.type === 'console.received' || event.type === 'console.sent') {
      const heard = this.#consoleOf(event);
      yield* this.#said(heard, heard.lines.push(Buffer.from(event.bytes, 'base64'), event.at));
    } else if (event.type === 'kmsg.received') yield this.#row({ at: event.at, lane: 'kmsg', text: event.line });
    else {
      const row = eventRow(event);
      if (row) yield this.#row({ at: event.at, ...row });
    }
  }

  *end(): Generator<Row> {
    yield* this.#ended();
  }

  *#ended(): Generator<Row> {
    for (const heard of this.#consoles.values()) yield* this.#said(heard, heard.lines.end());
  }

  #consoleOf({ type, console }: EventOf<'console.received' | 'console.sent'>): Heard {
    const key = `${type} ${console}`;
    const heard = this.#consoles.get(key) ?? {
      lane: console,
      lines: new ConsoleLines(),
      ...(type === 'console.sent' ? { kind: 'sent' as const } : {}),
    };
    this.#consoles.set(key, heard);
    return heard;
  }

  *#said({ lane, kind }: Heard, lines: readonly { readonly at: number; readonly text: string }[]): Generator<Row> {
    for (const { at, text } of lines) yield this.#row({ at, lane, text, ...(kind ? { kind } : {}) });
  }

  #row(row: Omit<Row, 'board'>): Row {
    const since = this.#poweredAt;
    return { board: this.#board, ...row, ...(since === undefined ? {} : { poweredFor: ((row.at - since) * this.#speed) / 1000 }) };
  }
}
