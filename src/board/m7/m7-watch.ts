import type { Console, Mark } from '../../core/console.ts';
import { limitSentence, type ModelLimit } from '../../core/model-limit.ts';
import type { M7Observation } from '../../core/outcome.ts';
import { anySignal, boardClock, type Clock, type Duration, untilAborted } from '../../core/time.ts';
import { holdsOurWords, parseFirmwareLine } from '../../knowledge/firmware/banner.ts';
import type { ModelNotes } from '../model-notes.ts';
import type { StoredFirmware } from '../provision/firmware-store.ts';
import type { M7ConsoleProof } from './m7-console.ts';
import { carries } from './m7-voice.ts';
import { type Heartbeat, type LifeSign, saidBetween, watchForLife } from './proof-of-life.ts';

export interface M7WatchParts {
  readonly clock: Clock;
  readonly console: Console | undefined;
  readonly consoleProof: M7ConsoleProof;
  readonly notes: ModelNotes;
  /** Nonces that other starts on this board were given. */
  noncesBut(own: string | undefined): ReadonlySet<string>;
}

/** The start that is to be proven. */
export interface WatchedStart {
  readonly firmware: StoredFirmware;
  readonly nonce: string | undefined;
  readonly since: Mark;
  /** Host monotonic milliseconds. */
  readonly sinceAt: number;
  /** The count of the model's notes when it began. */
  readonly notesSince: number;
  /** Where what the M7 said before this start begins, if what runs now may well be the image that said it. */
  readonly mayStillRun?: Mark;
}

export type Seen = Pick<M7Observation, 'outcome' | 'evidence' | 'remedy' | 'unknownFor'> & { readonly heartbeat?: Heartbeat };

/** What the M7 shows of itself after a start: proof of life, or what its absence can and cannot mean here. */
export const watchM7 = async (parts: M7WatchParts, start: WatchedStart, within: Duration, signal: AbortSignal): Promise<Seen> => {
  if (!parts.console) return noConsole;
  const sign = await signOf(parts, parts.console, start, within, signal);
  const doubt = sign.sign === 'alive' && !isOfThisStart(sign, start.nonce) && saidAlike(parts.console, start);
  if (doubt) return doubt;
  if (sign.sign === 'alive') return { outcome: 'alive', evidence: sign.evidence, ...(sign.heartbeat ? { heartbeat: sign.heartbeat } : {}) };
  await parts.notes.collect();
  return judged(sign, parts.notes.since(start.notesSince), parts.consoleProof.proven !== undefined);
};

const isOfThisStart = ({ evidence }: LifeSign, nonce: string | undefined): boolean => evidence.some((line) => carries(line, nonce));

/** An old image that is still in memory, and would run in place of the new one, printed the new one's proof, too: then that proves nothing. */
const saidAlike = (console: Console, { firmware: { proof }, since, mayStillRun }: WatchedStart): Seen | undefined => {
  const line = mayStillRun !== undefined && proof && saidBetween(console, mayStillRun, since, proof.prints);
  if (!line) return undefined;
  const why = `the image that ran before printed this, too, and may be the one that runs now: m7: ${line.text.trim()}`;
  return { outcome: 'unknown', evidence: [why], remedy: printOnly, unknownFor: 'image' };
};

/** An image that says its proof once, as it starts, said it long before anybody could look: that proves its start, and not that it goes on. */
export const orSpokeBefore = (
  { console }: Pick<M7WatchParts, 'console'>,
  { firmware: { proof }, nonce, since, from }: Pick<WatchedStart, 'firmware' | 'nonce' | 'since'> & { readonly from: Mark },
  seen: Seen,
): Seen => {
  const line = seen.outcome === 'mute' && proof && console && saidBetween(console, from, since, proof.prints);
  // Of an image that says its nonce as ours do the count decides.
  if (!line || (nonce !== undefined && parseFirmwareLine(line.text))) return seen;
  return { outcome: 'unknown', evidence: [saidBefore, `m7: ${line.text.trim()}`], remedy: printAgain, unknownFor: 'image' };
};

const saidBefore = 'it spoke as it started, before anybody looked, and not since: that it started is proven, and that it goes on is not';
const printOnly = 'let proof: { prints } be what only this image prints, such as the date or the hash of its build';
const printAgain = 'name as its proof something that it goes on printing, or expect this line on m7.console right behind the boot loader';

const noConsole: Seen = {
  outcome: 'unknown',
  evidence: ['this board has no M7 console, so nothing can prove that the M7 lives or does not'],
  remedy: 'wire UART4 and give the board `consoles: { m7: … }`; on Wi-Fi modules of the iMX8MP UART4 is Bluetooth',
  unknownFor: 'no-console',
};

// In wall time.
const askEveryMs = 200;
// What was said before the core stood still is on its way: a FIFO at 115200 baud takes 3 ms, a busy host longer.
const lastWordsMs = 500;

const signOf = async (
  { clock, console: _, notes, noncesBut }: M7WatchParts,
  console: Console,
  { firmware, nonce, since, sinceAt, notesSince }: WatchedStart,
  within: Duration,
  signal: AbortSignal,
): Promise<LifeSign> => {
  const over = new AbortController();
  const voice = {
    name: firmware.name,
    others: noncesBut(nonce),
    ...(nonce === undefined ? { holdsOurWords: holdsOurWords(firmware.content) } : { nonce }),
    ...(firmware.proof ? { proof: firmware.proof } : {}),
  };
  const watching = anySignal(signal, over.signal);
  const life = watchForLife(console, voice, { clock, since, sinceAt, within, signal: watching });
  const standstill = untilStandstill(notes, notesSince, watching);
  try {
    return await Promise.race([life, standstill]);
  } finally {
    over.abort(new Error('the watch is over'));
    await Promise.allSettled([life, standstill]);
  }
};

/** The core met something that it cannot go on from: waiting for proof would prove nothing. */
const untilStandstill = async (notes: ModelNotes, since: number, signal: AbortSignal): Promise<LifeSign> => {
  if (notes.isSilent) return untilAborted(new Promise<never>(() => {}), signal);
  const wall = boardClock();
  while (!notes.since(since).some(isStandstill)) {
    await wall.sleep(askEveryMs, signal);
    await notes.collect();
  }
  await wall.sleep(lastWordsMs, signal);
  return { sign: 'none', evidence: [] };
};

const isStandstill = ({ by, fatal, ofJunk }: ModelLimit): boolean => by === 'm7' && fatal && ofJunk === undefined;

const judged = ({ sign, evidence, remedy }: LifeSign, limits: readonly ModelLimit[], isProven: boolean): Seen => {
  const met = limits.filter(({ by, ofJunk }) => by === 'm7' && ofJunk === undefined);
  // The nonce of another start is another image, whatever the model lacks; silence, and text of whoever, may come of it.
  const decisive = sign === 'stale' ? [] : met.some(isStandstill) ? met.filter(isStandstill) : met;
  if (decisive.length > 0) {
    const remedy = decisive.every(({ kind }) => kind === 'pace') ? tooBusy : beyondModel;
    return { outcome: 'unknown', evidence: [...decisive.map(limitSentence), ...evidence], remedy, unknownFor: 'model' };
  }
  if (sign === 'unprovable' || (sign === 'strange' && isProven))
    return { outcome: 'unknown', evidence, ...(remedy ? { remedy } : {}), unknownFor: 'image' };
  if (!isProven)
    return {
      outcome: 'unknown',
      evidence: [...evidence, 'nothing has come on console m7 yet that proves it to be that of this board'],
      remedy: unproven,
    };
  return { outcome: sign === 'none' ? 'mute' : 'stale', evidence };
};

const tooBusy = 'run it when the host has less to do, or with fewer boards at once';
const beyondModel = 'this is a limit of the simulated board and says nothing about the firmware: run it on hardware';
const unproven =
  'check that console m7 is UART4 of this board, at 115200 baud and not that of another; start an image that prints its nonce, such as firmware/prebuilt/tcm-hello.elf, to prove it';
