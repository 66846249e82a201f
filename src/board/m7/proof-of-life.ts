import type { Console, ConsoleLine, Mark, Match } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import type { ProofOfLife } from '../../core/firmware.ts';
import { anySignal, boardClock, type Clock, type Duration, toMs, untilAborted } from '../../core/time.ts';
import { parseFirmwareLine } from '../../knowledge/firmware/banner.ts';
import { carries, type ExpectedVoice, isOf, isOfAnother, isText, linesSince, matches, shown } from './m7-voice.ts';

/** A counter that was seen to move: what goes on as long as the image lives. */
export interface Heartbeat {
  readonly nonce: string;
  readonly count: number;
  /** Board milliseconds from one count to the next, as seen. */
  readonly everyMs: number;
}

export interface LifeSign {
  /**
   * alive: this image, this start. stale: another start speaks, by its nonce. none: nothing of this image that proves anything. strange: text that
   * could be anybody's. unprovable: whatever is or is not said, nothing is known of this image that would prove or disprove its life.
   */
  readonly sign: 'alive' | 'stale' | 'none' | 'strange' | 'unprovable';
  readonly evidence: readonly string[];
  /** Of strange and unprovable: what to do about it. */
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
 * earlier one, or the text the lab file names, whichever comes first. What this program typed itself proves nothing. Rejects with PortError when the
 * UART is lost and with the signal's reason.
 */
export const watchForLife = async (console: Console, expected: ExpectedVoice, options: WatchOptions): Promise<LifeSign> => {
  const { nonce, proof } = expected;
  if (nonce === undefined && proof === undefined) await overdueOf(options);
  const over = new AbortController();
  const watching = { ...options, signal: anySignal(options.signal, over.signal) };
  const counted = nonce === undefined ? undefined : movingCount(console, nonce, watching);
  const printed = proof && saidProof(console, expected, proof.prints, watching);
  try {
    return (await firstOf([counted, printed])) ?? lifeless(console, expected, options);
  } finally {
    over.abort(new Error('the watch is over'));
    await Promise.allSettled([counted, printed]);
  }
};

/** The first line of this part of the record that matches and that nobody here typed. */
export const saidBetween = (console: Console, from: Mark, to: Mark, prints: RegExp): ConsoleLine | undefined =>
  linesSince(console, from).find((line) => line.start < to && matches(prints, line.text) && !console.wasTyped(line.text));

/** The first that comes to something; undefined when none does. */
const firstOf = (signs: readonly (Promise<LifeSign | undefined> | undefined)[]): Promise<LifeSign | undefined> =>
  new Promise((resolve, reject) => {
    const ended = signs.map(async (sign) => {
      const found = await sign;
      if (found) resolve(found);
    });
    Promise.all(ended).then(() => resolve(undefined), reject);
  });

// A line that proves something is judged whole: behind the words that match it may say whose it is. A prompt has no end.
const restOfLineMs = 500;
const askEveryMs = 20;

/** The text that the lab file names, in a line that says of no other start that it is its own. The count decides of an image that says its nonce as ours do. */
const saidProof = async (
  console: Console,
  expected: ExpectedVoice,
  prints: RegExp,
  options: WatchOptions,
): Promise<LifeSign | undefined> => {
  const overdue = options.clock.overdue(toMs(options.within));
  for (let since = options.since; ; ) {
    const match = await heard(console, prints, since, options, overdue);
    if (!match) return undefined;
    const lines = await wholeLines(console, match, options);
    const isElsewhere = lines.some(({ text }) => isOfAnother(expected, text) || isOf(expected.nonce, text));
    if (!isElsewhere) return { sign: 'alive', evidence: shown(lines) };
    if (match.end === since) return undefined;
    since = match.end;
  }
};

const wholeLines = async (console: Console, { text, end }: Match, { since, signal }: WatchOptions): Promise<readonly ConsoleLine[]> => {
  const wall = boardClock();
  const count = text.trimEnd().split('\n').length;
  for (let waited = 0; ; waited += askEveryMs) {
    const lines = linesSince(console, since).filter(({ start }) => start < end);
    if (lines.at(-1)?.terminated || waited >= restOfLineMs) return lines.slice(-count);
    await wall.sleep(askEveryMs, signal);
  }
};

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

/** What the absence of proof means, by what was said in its place. */
const lifeless = (console: Console, expected: ExpectedVoice, options: WatchOptions): LifeSign => {
  const { name, nonce, proof } = expected;
  const lines = linesSince(console, options.since).filter(({ text }) => !console.wasTyped(text));
  const own = lines.filter(({ text }) => isOf(nonce, text));
  if (own.length > 0) return unmoved(own, proof);
  const echo = proof && onlyEchoes(console, proof.prints, options.since);
  if (echo) return echo;
  const others = lines.filter(({ text }) => isOfAnother(expected, text));
  if (isVoice(others, options)) return { sign: 'stale', evidence: shown(others) };
  if (nonce === undefined && proof === undefined) return unprovable(name, lines);
  const strange = lines.filter(({ text }) => isText(text) && !isOfAnother(expected, text));
  if (isVoice(strange, options))
    return { sign: 'strange', evidence: [whose(expected, strange), ...shown(strange)], remedy: remedyFor(proof) };
  return { sign: 'none', evidence: ['m7: no byte that proves anything'] };
};

/** The nonce of this start is this image, whatever else it says: then it speaks, and does not go on unless its banner is all that it has to say. */
const unmoved = (own: readonly ConsoleLine[], proof: ProofOfLife | undefined): LifeSign => {
  const isProof = proof && own.every(({ text }) => parseFirmwareLine(text)?.kind === 'banner' && matches(proof.prints, text));
  if (isProof) return { sign: 'alive', evidence: shown(own) };
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

const unprovable = (name: string, said: readonly ConsoleLine[]): LifeSign => ({
  sign: 'unprovable',
  evidence: [`nothing is known that only '${name}' prints, so neither text nor silence proves anything about it`, ...shown(said)],
  remedy: remedyFor(undefined),
});

const whose = ({ name, nonce, proof }: ExpectedVoice, said: readonly ConsoleLine[]): string => {
  if (said.some(({ text }) => carries(text, nonce)))
    return 'this holds the nonce of this start, and no count as the test firmware prints it';
  return proof
    ? `what the M7 says does not match ${proof.prints}, and nothing tells which image says it`
    : `nothing tells whether '${name}' or another image says what the M7 says`;
};

const remedyFor = (proof: ProofOfLife | undefined): string =>
  proof
    ? 'compare proof: { prints } in the lab file with what the image really prints'
    : `say in the lab file what only this image prints: m7Elf('…', { proof: { prints: /its banner/ } })`;

// Bytes of the image that ran before may still be on the wire when a start begins; a voice that ended with the start proves nothing.
const lastWordsMs = 250;

const isVoice = (lines: readonly ConsoleLine[], { sinceAt }: WatchOptions): boolean => (lines.at(-1)?.at ?? 0) >= sinceAt + lastWordsMs;

/** Resolves when the time for the first sign is over. */
const overdueOf = async ({ clock, within, signal }: WatchOptions): Promise<void> => {
  const overdue = clock.overdue(toMs(within));
  await untilAborted(new Promise<never>(() => {}), anySignal(signal, overdue)).catch(() => signal.throwIfAborted());
};
