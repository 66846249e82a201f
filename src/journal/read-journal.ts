import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabEvent } from '../core/event.ts';
import { verdicts } from '../core/scenario.ts';
import { partOf } from './parts.ts';
import { type Damage, SegmentCheck } from './segment-check.ts';

export interface ReadOptions {
  /** Also the bytes of the consoles, which are most of a journal; left out by default. */
  readonly consoles?: boolean;
  /** Types that are left out before they cost any memory. */
  readonly without?: readonly LabEvent['type'][];
  /**
   * Called for what is no event (the last line of a process that was killed, or one that met a full disk), for events that are missing, and for lines
   * that are not of the writer of their segment; these are read all the same.
   */
  readonly onDamage?: (damage: Damage) => void;
}

/** All events below a run's folder, merged. */
export const readJournal = async (dir: string, options: ReadOptions = {}): Promise<LabEvent[]> => {
  const events: LabEvent[] = [];
  for await (const event of streamJournal(dir, options)) events.push(event);
  return events;
};

/** The same, one event at a time: by host monotonic time, and within a segment always in the order in which it was written. */
export async function* streamJournal(dir: string, options: ReadOptions = {}): AsyncGenerator<LabEvent> {
  yield* mergeByTime(partsBySegment(dir).map((parts) => readParts(parts, options)));
}

/** Paths of all parts of all segments below a folder, each segment's in the order in which they were written. */
export const segmentsBelow = (dir: string): string[] => partsBySegment(dir).flat();

const partsBySegment = (dir: string): string[][] => {
  if (!existsSync(dir)) return [];
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ndjson'));
  const segments = new Map<string, string[]>();
  for (const file of files.sort((a, b) => partOf(a).part - partOf(b).part)) {
    const { first } = partOf(file);
    segments.set(first, [...(segments.get(first) ?? []), join(dir, file)]);
  }
  return [...segments].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, parts]) => parts);
};

async function* readParts(parts: readonly string[], options: ReadOptions): AsyncGenerator<LabEvent> {
  const check = new SegmentCheck(options.onDamage ?? (() => {}));
  for (const path of parts) yield* streamSegment(path, options, check);
  check.end();
}

/** Merges streams that are each in order already. Of equal times the earlier stream goes first. */
export async function* mergeByTime<T extends { readonly at: number }>(streams: readonly AsyncIterator<T>[]): AsyncGenerator<T> {
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let first = -1;
    heads.forEach((head, index) => {
      if (!head.done && (first < 0 || head.value.at < (heads[first]!.value as T).at)) first = index;
    });
    const head = heads[first];
    if (!head || head.done) return;
    yield head.value;
    heads[first] = await streams[first]!.next();
  }
}

/** Number and type, where the line begins as a writer of ours begins it. */
const headOf = (line: string): { readonly seq: number; readonly type: string } | undefined => {
  const [, seq, type] = /^\{"seq":(\d+),"at":[\d.]+,"board":"(?:[^"\\]|\\.)*","type":"([^"]+)"/.exec(line) ?? [];
  return seq === undefined || type === undefined || !line.endsWith('}') ? undefined : { seq: Number(seq), type };
};

/** The events of one part of one segment. */
export async function* streamSegment(
  path: string,
  { consoles = false, without = [] }: ReadOptions,
  check: SegmentCheck = new SegmentCheck(() => {}),
): AsyncGenerator<LabEvent> {
  const leftOut = new Set<string>([...without, ...(consoles ? [] : consoleTypes)]);
  check.part(path);
  for await (const line of linesOf(path)) {
    const head = leftOut.size > 0 ? headOf(line) : undefined;
    if (head && leftOut.has(head.type)) {
      check.take(line, head.seq);
      continue;
    }
    const event = line === '' ? undefined : parseEvent(line);
    check.take(line, event?.seq);
    if (event) yield event;
  }
}

const consoleTypes: readonly LabEvent['type'][] = ['console.received', 'console.sent'];

const parseEvent = (line: string): LabEvent | undefined => {
  try {
    const event = JSON.parse(line) as Partial<LabEvent> | null;
    const isEvent =
      typeof event?.at === 'number' &&
      typeof event.seq === 'number' &&
      typeof event.type === 'string' &&
      typeof event.board === 'string' &&
      isWhole(event as LabEvent);
    return isEvent ? (event as LabEvent) : undefined;
  } catch {
    return undefined;
  }
};

// What every report takes apart; a line that lacks it was not written by us.
const isWhole = (event: LabEvent): boolean => {
  switch (event.type) {
    case 'run.started':
      return Array.isArray(event.boards) && Array.isArray(event.command);
    case 'run.finished':
      return typeof event.exitCode === 'number';
    case 'scenario.collected':
      return (
        typeof event.scenario?.id === 'string' && typeof event.scenario.suite === 'string' && typeof event.scenario.expects === 'object'
      );
    case 'scenario.started':
      return typeof event.scenario === 'string';
    case 'scenario.attempted':
    case 'scenario.finished':
    case 'scenario.amended':
      return typeof event.result?.id === 'string' && verdicts.includes(event.result.verdict) && Array.isArray(event.result.errors);
    default:
      return true;
  }
};

// Not node:readline: it also splits at U+2028 and a lone CR, which JSON leaves unescaped or a torn line may hold.
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}
