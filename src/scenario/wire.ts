import * as errors from '../core/errors.ts';
import { type Fault, HilError } from '../core/errors.ts';
import type { IncidentKind } from '../core/incident.ts';

/** An error on its way between two processes; v8's own form keeps neither the class nor what the class added. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly fault?: Fault;
  /** Own properties that are plain data: evidence, remedy, exitCode, stderr. */
  readonly own: Readonly<Record<string, unknown>>;
}

export type Answer = { readonly value: unknown } | { readonly error: WireError };

/** What follows an attempt at a scenario: nothing, or another one, for which the test process is to begin anew. */
export interface Ended {
  readonly kind: 'over' | 'again';
}

/** What a scenario came to so far, before the hooks around it: the sentence that says why it failed, where it did. */
export interface BodyEnd {
  readonly failed?: string;
}

export type Begun =
  | { readonly kind: 'ready'; readonly token: string }
  /** Not to be run: the board lacks something, the run was stopped, or it ran already. */
  | { readonly kind: 'skip'; readonly reason: string }
  /** It ended while the board was being prepared. */
  | { readonly kind: 'failed'; readonly token: string; readonly failed: string };

/** What the test process asks of the process that owns the board. Nothing in it rejects: errors are answers. */
export interface RunnerCalls {
  /** `name`: `describe > name`. */
  begin(file: string, name: string): Promise<Begun>;
  /** `place`: where in the suite it is called from. */
  call(token: string, path: readonly string[], args: readonly unknown[], place: string | undefined): Promise<Answer>;
  step(token: string, text: string): void;
  measure(token: string, name: string, value: number, unit: string): void;
  /** From now on an incident of this kind, and with this title where one is given, is expected; if it does not come, that is the failure. */
  expectIncident(token: string, kind: IncidentKind, title: RegExp | undefined): Promise<void>;
  /** The body is over. `thrown`: in the order in which it came. */
  end(token: string, thrown: readonly WireError[]): Promise<BodyEnd>;
  /** The hooks around it are through as well: what they threw counts like what the body threw. */
  settle(token: string, thrown: readonly WireError[]): Promise<Ended>;
  /** A hook before a scenario threw, so that it never began. */
  unbegun(file: string, name: string, thrown: readonly WireError[]): Promise<Ended>;
  /** A hook before a scenario skipped it, with this note, so that it never began. */
  skipped(file: string, name: string, note: string | undefined): Promise<void>;
  /** Hooks around these scenarios threw, before the first or after the last of them. */
  failedAround(file: string, names: readonly string[], thrown: readonly WireError[]): Promise<void>;
  /** Something failed that nobody awaited, in one of these scenarios or in a hook around them. */
  unhandled(file: string, names: readonly string[], error: WireError): void;
}

/** What the process that owns the board tells the test process. */
export interface WorkerCalls {
  ended(token: string, why: WireError): void;
}

const carried: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'fault']);

export const toWire = (thrown: unknown): WireError => {
  const error = thrown instanceof Error ? thrown : new Error(`thrown: ${String(thrown)}`);
  const own = Object.entries(error).filter(([key, value]) => !carried.has(key) && isPlain(value));
  return {
    name: error.name,
    message: error.message,
    ...(error.stack ? { stack: error.stack } : {}),
    ...(faultOf(error) ? { fault: faultOf(error)! } : {}),
    own: Object.fromEntries(own),
  };
};

/** The same error again: of its own class where this project has it, with every property it had. */
export const fromWire = ({ name, message, stack, fault, own }: WireError): Error => {
  const error = fault ? new HilError(fault, message) : new Error(message);
  const known = (errors as Record<string, unknown>)[name];
  if (fault && isErrorClass(known)) Object.setPrototypeOf(error, known.prototype);
  return Object.assign(error, own, { name }, stack ? { stack } : {});
};

const faultOf = (error: Error): Fault | undefined => (error instanceof HilError ? error.fault : undefined);

const isErrorClass = (value: unknown): value is { readonly prototype: HilError } =>
  typeof value === 'function' && value.prototype instanceof HilError;

const isPlain = (value: unknown): boolean => {
  try {
    return ['string', 'number', 'boolean', 'undefined'].includes(typeof value) || (Array.isArray(value) && value.every(isPlain));
  } catch {
    // A proxy that was revoked throws when it is looked at.
    return false;
  }
};
