import { chunkFile, type RowTuple } from './timeline-data.ts';

// Some 25 MB of text: enough to scroll and search back without loading again.
const kept = 48;

/** Rows of one board, loaded as scripts when they are needed; the longest unused chunks are dropped. */
export class ChunkStore {
  readonly #board: number;
  readonly #chunks = new Map<number, readonly RowTuple[]>();
  readonly #waiting = new Map<
    number,
    { readonly promise: Promise<readonly RowTuple[]>; readonly resolve: (rows: readonly RowTuple[]) => void }
  >();
  constructor(board: number) {
    this.#board = board;
  }

  get(chunk: number): readonly RowTuple[] | undefined {
    const rows = this.#chunks.get(chunk);
    if (rows) {
      this.#chunks.delete(chunk);
      this.#chunks.set(chunk, rows);
    }
    return rows;
  }

  load(chunk: number): Promise<readonly RowTuple[]> {
    const rows = this.get(chunk);
    if (rows) return Promise.resolve(rows);
    const waiting = this.#waiting.get(chunk);
    if (waiting) return waiting.promise;
    let resolve: (rows: readonly RowTuple[]) => void = () => {};
    const promise = new Promise<readonly RowTuple[]>((done) => {
      resolve = done;
    });
    this.#waiting.set(chunk, { promise, resolve });
    const script = document.createElement('script');
    script.src = `page/${chunkFile(this.#board, chunk)}`;
    // A file that is not there any more is as good as empty.
    script.onerror = () => this.take(chunk, []);
    script.onload = () => script.remove();
    document.head.append(script);
    return promise;
  }

  /** Called by the chunk's own script. */
  take(chunk: number, rows: readonly RowTuple[]): void {
    this.#chunks.set(chunk, rows);
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= kept) break;
      this.#chunks.delete(oldest);
    }
    this.#waiting.get(chunk)?.resolve(rows);
    this.#waiting.delete(chunk);
  }
}
