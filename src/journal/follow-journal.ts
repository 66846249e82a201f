import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { LabEvent } from '../core/event.ts';
import { boardClock, type Duration, toMs } from '../core/time.ts';
import { segmentsBelow } from './read-journal.ts';

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Between two looks at the files, in host time; 200 ms by default. */
  readonly every?: Duration;
}

/** The events of a run that goes on, as they are written, up to its end. Only reads: whoever writes them does not notice. */
export async function* followJournal(dir: string, { signal, every = '200ms' }: FollowOptions): AsyncGenerator<LabEvent> {
  const segments = new Map<string, GrowingSegment>();
  for (let isOver = false; !signal.aborted; ) {
    for (const path of existsSync(dir) ? segmentsBelow(dir) : []) if (!segments.has(path)) segments.set(path, new GrowingSegment(path));
    const fresh: LabEvent[] = [];
    for (const segment of segments.values()) fresh.push(...(await segment.fresh()));
    yield* fresh.sort((one, other) => one.at - other.at);
    // What boards wrote is there before the run says that it is over.
    if (isOver) return;
    isOver = fresh.some(({ type }) => type === 'run.finished');
    if (!isOver)
      await boardClock()
        .sleep(toMs(every), signal)
        .catch(() => {});
  }
}

class GrowingSegment {
  readonly #path: string;
  readonly #decoder = new StringDecoder('utf8');
  #offset = 0;
  #rest = '';
  constructor(path: string) {
    this.#path = path;
  }

  async fresh(): Promise<readonly LabEvent[]> {
    const file = await open(this.#path).catch(() => undefined);
    if (!file) return [];
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.max(0, size - this.#offset));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.#offset);
      this.#offset += bytesRead;
      const lines = (this.#rest + this.#decoder.write(bytes.subarray(0, bytesRead))).split('\n');
      this.#rest = lines.pop() ?? '';
      return lines.flatMap(eventIn);
    } finally {
      await file.close();
    }
  }
}

const eventIn = (line: string): LabEvent[] => {
  try {
    const event = JSON.parse(line) as LabEvent | null;
    return typeof event?.at === 'number' && typeof event.type === 'string' ? [event] : [];
  } catch {
    return [];
  }
};
