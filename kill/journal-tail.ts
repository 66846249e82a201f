import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { LabEvent } from '../src/core/event.ts';

/** Follows every segment below a folder while it is written. */
export class JournalTail {
  readonly #dir: string;
  readonly #segments = new Map<string, { offset: number; rest: string }>();
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** What was written since the last call, without the bytes of the consoles. */
  read(): LabEvent[] {
    if (!existsSync(this.#dir)) return [];
    const names = readdirSync(this.#dir, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => name.endsWith('.ndjson') && !name.startsWith('latest'))
      .flatMap((name) => this.#more(join(this.#dir, name)));
  }

  #more(path: string): LabEvent[] {
    const segment = this.#segments.get(path) ?? { offset: 0, rest: '' };
    this.#segments.set(path, segment);
    const bytes = bytesFrom(path, segment.offset);
    segment.offset += bytes.length;
    const lines = (segment.rest + bytes.toString('utf8')).split('\n');
    segment.rest = lines.pop()!;
    return lines.filter((line) => line !== '' && !line.includes('"type":"console.')).map((line) => JSON.parse(line) as LabEvent);
  }
}

const bytesFrom = (path: string, offset: number): Buffer => {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const more = Buffer.alloc(fstatSync(file).size - offset);
    return more.subarray(0, readSync(file, more, 0, more.length, offset));
  } catch {
    // It was moved away in this moment; the next look finds it.
    return Buffer.alloc(0);
  } finally {
    if (file !== undefined) closeSync(file);
  }
};
