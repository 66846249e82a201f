import { type Outcome, outcomes } from '../core/outcome.ts';
import { faultHandedOut } from './handed-out.ts';
import { type Ground, placeIn } from './place.ts';
import { toWire, type WireError } from './wire.ts';

/** What a suite threw: an error, or what vitest made of one when it kept it for its own report. */
interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
  readonly actual?: unknown;
  readonly expected?: unknown;
  readonly evidence?: unknown;
  readonly remedy?: unknown;
  readonly place?: unknown;
  readonly incident?: unknown;
  readonly suppressed?: unknown;
  readonly errors?: unknown;
}

/**
 * What was thrown in a suite, with whose fault it is: an assertion that does not hold is the product's, unless it fails over an error of ours that
 * says otherwise; every error that was not handed out to the suite is its own mistake, whatever it says of itself. `troubles`: what the lab has told the scenario so far.
 */
export const thrownToWire = (last: unknown, ground: Ground, troubles: readonly Error[] = []): WireError => {
  const thrown = firstOf(last);
  const error = asThrown(thrown);
  const held = isAssertion(error) ? undefined : wrappedIn(error);
  const source = isAssertion(error) ? (blamed(error, troubles) ?? error) : (held ?? error);
  const wire = held ? inWordsOf(error, wireOf(held, held)) : wireOf(source === error ? thrown : source, source);
  const place = placeOf(error, ground) ?? placeOf(source, ground);
  const seen = outcomeSeen(error);
  return {
    ...wire,
    message: boundedText(wire.message),
    ...(wire.stack === undefined ? {} : { stack: boundedText(wire.stack) }),
    fault: wire.fault ?? (isAssertion(source) ? 'dut' : 'suite'),
    name: isAssertion(source) ? 'AssertionError' : wire.name,
    own: {
      ...wire.own,
      ...(place ? { place } : {}),
      ...(seen ? { outcome: seen } : {}),
      ...(isUnwritten(source) ? { remedy: unwritten } : {}),
    },
  };
};

/** Where a disposal (`await using`) throws as well, the error of that hides what went wrong before it. */
const firstOf = (thrown: unknown): unknown => {
  let first = thrown;
  for (let depth = 0; depth < 8 && asThrown(first).name === 'SuppressedError' && asThrown(first).suppressed; depth++)
    first = asThrown(first).suppressed;
  return first;
};

const asThrown = (thrown: unknown): Thrown => (typeof thrown === 'object' && thrown !== null ? (thrown as Thrown) : {});

// Vitest's own matchers throw chai's AssertionError; those of expect.extend and of snapshots an Error that compares two values.
const isAssertion = (error: Thrown): boolean =>
  error.name === 'AssertionError' ||
  (!isUnwritten(error) && (error.name === 'Error' || error.name === undefined) && (isComparison(error) || isLastAttempt(error)));

const isComparison = (error: Thrown): boolean => 'actual' in error && 'expected' in error;

/** A snapshot that is not there holds nothing against the product. What vitest kept for its own report has its values in print. */
const isUnwritten = (error: Thrown): boolean => {
  const { actual, expected, message } = error;
  const isMissing = expected === undefined || (expected === 'undefined' && !(error instanceof Error));
  return isMissing && actual !== undefined && typeof message === 'string' && /^Snapshot `.*` mismatched$/s.test(message);
};

const unwritten = 'a run compares with snapshots and never writes one: write down by hand what is right';

// What vitest's expect.poll adds to whatever its last attempt threw.
const isLastAttempt = ({ cause }: Thrown): boolean => asThrown(cause).message === 'Matcher did not succeed in time.';

/** What an assertion failed over: an error of ours that a promise rejected with, or a mistake of the suite in it. */
const blamed = (error: Thrown, troubles: readonly Error[]): Thrown | undefined => {
  const looked = faultHandedOut(error.actual);
  if (looked === 'lab' || looked === 'runner') return asThrown(error.actual);
  // Such as `rejects.toThrow()` that wanted an error of another kind.
  const quoted = troubles.find(({ message }) => String(error.message).includes(message));
  if (quoted) return quoted;
  const causes = causesOf(error).map(asThrown);
  return causes.find((cause) => faultHandedOut(cause) !== undefined) ?? causes.find(isMistake);
};

/** An error of ours that a suite made one of its own of, as its `cause` or among several: trouble of the lab before all else. */
const wrappedIn = (error: Thrown): Thrown | undefined => {
  if (faultHandedOut(error) !== undefined) return undefined;
  const ours = [...causesOf(error), ...errorsOf(error).flatMap((each) => [each, ...causesOf(asThrown(each))])]
    .map(asThrown)
    .filter((each) => faultHandedOut(each) !== undefined);
  return ours.find((each) => faultHandedOut(each) === 'lab' || faultHandedOut(each) === 'runner') ?? ours[0];
};

const mostErrors = 100;

const errorsOf = ({ errors }: Thrown): readonly unknown[] => (Array.isArray(errors) ? errors.slice(0, mostErrors) : []);

/** What the suite says of it stands in front. */
const inWordsOf = ({ message }: Thrown, wire: WireError): WireError =>
  typeof message !== 'string' || message === '' || wire.message.includes(message)
    ? wire
    : { ...wire, message: message.includes(wire.message) ? message : `${message}: ${wire.message}` };

const causesOf = (error: Thrown): unknown[] => {
  const causes: unknown[] = [];
  for (let link = error.cause; link !== undefined && link !== null && causes.length < 8; link = asThrown(link).cause) causes.push(link);
  return causes;
};

const isMistake = (link: Thrown): boolean =>
  typeof link.name === 'string' && /^(?:Type|Reference|Range|Syntax)Error$/.test(link.name) && typeof link.stack === 'string';

const wireOf = (thrown: unknown, error: Thrown): WireError => {
  const fault = faultHandedOut(error);
  const said = thrown instanceof Error || typeof thrown !== 'object' || thrown === null ? toWire(thrown) : copied(error);
  return { ...withoutClaims(said), ...(fault ? { fault } : {}), own: fault ? said.own : withoutFindings(said.own) };
};

const withoutClaims = ({ name, message, stack }: WireError): Omit<WireError, 'own'> => ({
  name,
  message,
  ...(stack === undefined ? {} : { stack }),
});

/** What the board did, and where that was, is told by errors of ours alone. */
const withoutFindings = ({ incident: _incident, outcome: _outcome, place: _place, ...own }: WireError['own']): WireError['own'] => own;

const copied = ({ name, message, stack, evidence, remedy, place, incident }: Thrown): WireError => ({
  name: textOr(name, 'Error'),
  message: textOr(message, 'an error without a message was thrown'),
  ...(typeof stack === 'string' ? { stack } : {}),
  own: {
    ...(Array.isArray(evidence) ? { evidence: evidence.map(String) } : {}),
    ...(typeof remedy === 'string' ? { remedy } : {}),
    ...(typeof place === 'string' ? { place } : {}),
    ...(typeof incident === 'string' ? { incident } : {}),
  },
});

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' && value !== '' ? value : otherwise);

const placeOf = (error: Thrown, ground: Ground): string | undefined => {
  const { place, stack } = error;
  if (typeof place === 'string' && faultHandedOut(error)) return place;
  return placeIn(typeof stack === 'string' ? boundedText(stack) : undefined, ground);
};

/** What toBeOutcome found in place of what it wanted. */
const outcomeSeen = ({ message, actual }: Thrown): Outcome | undefined =>
  typeof message === 'string' && message.startsWith('expected the M7 to be ')
    ? outcomes.find((outcome) => quoted(actual) === outcome)
    : undefined;

// Vitest keeps compared values as it would print them.
const quoted = (value: unknown): unknown => (typeof value === 'string' ? value.replace(/^"(.*)"$/, '$1') : value);

/** The suite's own mistake, in a sentence of ours. */
export const mistake = (
  name: string,
  message: string,
  more: { readonly place?: string | undefined; readonly remedy?: string },
): WireError => ({
  name,
  message,
  fault: 'suite',
  own: { evidence: [], ...(more.place ? { place: more.place } : {}), ...(more.remedy ? { remedy: more.remedy } : {}) },
});

/** The name of the error for a scenario() that stands where none may stand. */
export const misplaced = 'ScenarioMisplacedError';

/** An error as something that nobody waited for, whoever threw it: the lab's stays the lab's. */
export const unawaited = (wire: WireError): WireError =>
  wire.fault === 'lab' || wire.fault === 'runner' || wire.name === misplaced
    ? wire
    : {
        ...wire,
        fault: 'suite',
        message: `failed, and nobody awaited it: ${wire.message}`,
        own: { ...wire.own, remedy: 'await every promise that a scenario or a hook makes' },
      };

// Longer than any message that people read; what a test library compares may be a whole output.
const most = 16_384;

/** The beginning and the end of a text of any length, with what is left out between them told. */
const boundedText = (text: string): string => {
  if (text.length <= most) return text;
  const half = most / 2;
  return `${text.slice(0, half)}\n[${text.length - most} characters left out]\n${text.slice(-half)}`;
};
