import type { Console, ConsoleLine, Mark, Match } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import type { ProofOfLife } from '../../core/firmware.ts';
import { anySignal, type Clock, type Duration, toMs, untilAborted } from '../../core/time.ts';
import { parseFirmwareLine } from '../../knowledge/firmware/banner.ts';

/** What the image that was loaded would print, as far as it can be told. */
export interface ExpectedVoice {
  readonly name: string;
  /** Patched into the image just before this load; in hex as the image prints it. */
  readonly nonce?: string;
  readonly proof?: ProofOfLife;
}

/** A counter that was seen to move: what goes on as long as the image lives. */
export interface Heartbeat {
  readonly nonce: string;
  readonly count: number;
  /** Board milliseconds from one count to the next, as seen. */
  readonly everyMs: number;
}

export interface LifeSign {
  /**
   * alive: this image, this start. stale: another image speaks. none: nothing of this image that proves anything. unprovable: whatever is or is
   * not said, nothing is known of this image that would prove or disprove its life.
   */
  readonly sign: 'alive' | 'stale' | 'none' | 'unprovable';
  readonly evidence: readonly string[];
  /** Of stale: an image of ours said who it is. */
  readonly isKnown?: boolean;
  /** Of what cannot be proven: what to do about it. */
  readonly remedy?: string;
  readonly heartbeat?: Heartbeat;
}

export interface WatchOptions {
  readonly clock: Clock;
  /** The start, as a place in the record and as host monotonic milliseconds. */
  readonly since: Mark;
  readonly sinceAt: number;
  /** Board time for the first sign, and again for the one that proves it. */
  readonly within: Duration;
  readonly signal: AbortSignal;
}

/**
 * Looks for proof on the M7's UART that it executes the image that was loaded by this very start: its nonce together with a count greater than an
 * earlier one, or the text the lab file names. What this program typed itself proves nothing. Rejects with PortError when the UART is lost and
 * with the signal's reason.
 */
export const watchForLife = async (console: Console, expected: ExpectedVoice, options: WatchOptions): Promise<LifeSign> => {
  const { name, nonce, proof } = expected;
  if (nonce !== undefined) return (await movingCount(console, nonce, options)) ?? unmoved(console, nonce, options);
  if (proof === undefined) return unprovable(console, name, options);
  const match = await heard(console, proof.prints, options.since, options);
  if (match) return { sign: 'alive', evidence: [`m7: ${match.text.trim()}`] };
  return onlyEchoes(console, proof.prints, options.since) ?? otherVoices(console, options);
};

/** The first line of this part of the record that matches and that nobody here typed. */
export const saidBetween = (console: Console, from: Mark, to: Mark, prints: RegExp): ConsoleLine | undefined =>
  linesSince(console, from).find((line) => line.start < to && matches(prints, line.text) && !console.wasTyped(line.text));

interface Count {
  readonly value: number;
  readonly text: string;
  readonly at: number;
}

const movingCount = async (console: Console, nonce: string, options: WatchOptions): Promise<LifeSign | undefined> => {
  const tick = new RegExp(`hil-m7 (?<name>\\S+) tick=(?<count>\\d{1,10}) nonce=${nonce}(?![0-9a-f])`);
  let least: Count | undefined;
  let first: Match | undefined;
  let overdue = options.clock.overdue(toMs(options.within));
  for (let since = options.since; ; ) {
    const match = await heard(console, tick, since, options, overdue);
    if (!match) return undefined;
    since = match.end;
    const count = { value: Number(match.groups.count), text: match.text, at: options.clock.now() };
    if (least && count.value > least.value) return alive(console, nonce, least, count, options.since);
    // An image that starts over counts from 1 again.
    if (!least || count.value < least.value) least = count;
    if (!first) overdue = options.clock.overdue(toMs(options.within));
    first ??= match;
  }
};

const alive = (console: Console, nonce: string, earlier: Count, later: Count, since: Mark): LifeSign => {
  const banners = linesSince(console, since).filter(({ text }) => isOf(nonce, text) && parseFirmwareLine(text)?.kind === 'banner');
  const everyMs = (later.at - earlier.at) / (later.value - earlier.value);
  return {
    sign: 'alive',
    evidence: [...banners.map(({ text }) => `m7: ${text}`), `m7: ${earlier.text}`, `m7: ${later.text}`],
    heartbeat: { nonce, count: later.value, everyMs },
  };
};

/** The first match that nobody here typed; undefined when none comes in time. */
const heard = async (
  console: Console,
  pattern: RegExp,
  from: Mark,
  { clock, within, signal }: WatchOptions,
  overdue: AbortSignal = clock.overdue(toMs(within)),
): Promise<Match | undefined> => {
  try {
    for (let since = from; ; ) {
      const match = await console.expect(pattern, { within, since, signal: anySignal(signal, overdue) });
      if (!console.wasTyped(match.text)) return match;
      if (match.end === since) return undefined;
      since = match.end;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (overdue.aborted || error instanceof ExpectTimeoutError) return undefined;
    throw error;
  }
};

/** The nonce of this start is this image, whatever else it says: then it speaks and does not go on. */
const unmoved = (console: Console, nonce: string, options: WatchOptions): LifeSign => {
  const own = linesSince(console, options.since).filter(({ text }) => isOf(nonce, text) && !console.wasTyped(text));
  if (own.length === 0) return otherVoices(console, options);
  return { sign: 'none', evidence: [...shown(own), 'its nonce was heard, and no count greater than an earlier one'] };
};

const onlyEchoes = (console: Console, prints: RegExp, since: Mark): LifeSign | undefined => {
  const echoes = linesSince(console, since).filter(({ text }) => matches(prints, text) && console.wasTyped(text));
  if (echoes.length === 0) return undefined;
  return {
    sign: 'unprovable',
    evidence: [...shown(echoes), 'this was typed by the runner itself, so it may be an echo'],
    remedy: 'let proof: { prints } be text that nobody types on this console',
  };
};

const unprovable = async (console: Console, name: string, options: WatchOptions): Promise<LifeSign> => {
  await overdueOf(options);
  const ours = linesSince(console, options.since).filter(({ text }) => parseFirmwareLine(text) && !console.wasTyped(text));
  if (isVoice(ours, options)) return { sign: 'stale', evidence: shown(ours), isKnown: true };
  return {
    sign: 'unprovable',
    evidence: [
      ...shown(linesSince(console, options.since)),
      `nothing is known that only '${name}' prints, so neither text nor silence proves anything about it`,
    ],
    remedy: `say in the lab file what only this image prints: m7Elf('…', { proof: { prints: /its banner/ } })`,
  };
};

const otherVoices = (console: Console, options: WatchOptions): LifeSign => {
  const lines = linesSince(console, options.since).filter(({ text }) => isText(text) && !console.wasTyped(text));
  if (!isVoice(lines, options)) return { sign: 'none', evidence: ['m7: no byte that proves anything'] };
  return { sign: 'stale', evidence: shown(lines), isKnown: lines.some(({ text }) => parseFirmwareLine(text) !== undefined) };
};

// Bytes of the image that ran before may still be on the wire when a start begins; a voice that ended with the start proves nothing.
const lastWordsMs = 250;

const isVoice = (lines: readonly ConsoleLine[], { sinceAt }: WatchOptions): boolean => (lines.at(-1)?.at ?? 0) >= sinceAt + lastWordsMs;

/** Resolves when the time for the first sign is over. */
const overdueOf = async ({ clock, within, signal }: WatchOptions): Promise<void> => {
  const overdue = clock.overdue(toMs(within));
  await untilAborted(new Promise<never>(() => {}), anySignal(signal, overdue)).catch(() => signal.throwIfAborted());
};

// Noise on an open line makes printable characters too, but no run of them.
const isText = (text: string): boolean => /[\x20-\x7e]{6}/.test(text) && /[A-Za-z]{3}/.test(text);

const isOf = (nonce: string, text: string): boolean => parseFirmwareLine(text)?.nonce === nonce;
// A pattern of the lab file may remember where it was.
const matches = (pattern: RegExp, text: string): boolean => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(text);
const shown = (lines: readonly ConsoleLine[]): string[] => lines.slice(0, 5).map(({ text }) => `m7: ${text}`);
const linesSince = (console: Console, since: Mark): readonly ConsoleLine[] => console.tail(1000).filter((line) => line.start >= since);
