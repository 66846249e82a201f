import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabEvent } from '../core/event.ts';

/** A journal and its raw logs as a run leaves them in its folder. */
export const writeSlice = (dir: string, events: readonly LabEvent[]): void => {
  const texts = new Map<string, Buffer[]>();
  const add = (file: string, bytes: Buffer): void => {
    const before = texts.get(file);
    if (before) before.push(bytes);
    else texts.set(file, [bytes]);
  };
  const counts = new Map<string, number>();
  for (const event of events) {
    const folder = event.board === '' ? '' : folderName(event.board);
    const file = join(folder, event.board === '' ? 'run.ndjson' : 'events.ndjson');
    const seq = counts.get(file) ?? 0;
    counts.set(file, seq + 1);
    add(file, Buffer.from(`${JSON.stringify({ ...event, seq })}\n`));
    if (event.type === 'console.received') add(join(folder, `${event.console}.log`), Buffer.from(event.bytes, 'base64'));
    if (event.type === 'kmsg.received') add(join(folder, 'kmsg.log'), Buffer.from(`${event.line}\n`));
  }
  for (const [file, pieces] of texts) {
    mkdirSync(join(dir, file, '..'), { recursive: true });
    appendFileSync(join(dir, file), Buffer.concat(pieces));
  }
};

// A name of a board is a word of the lab file; what else a journal may say of one is no path.
const folderName = (board: string): string => board.replaceAll(/[^\w.-]|^\.+/g, '_');
