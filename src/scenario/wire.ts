import * as errors from '../core/errors.ts';
import { type Fault, HilError } from '../core/errors.ts';
import type { IncidentKind } from '../core/incident.ts';
import type { ScenarioResult } from '../core/scenario.ts';

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

export type Ended =
  | { readonly kind: 'over'; readonly result: ScenarioResult }
  /** Another attempt follows: the test process is to begin anew. */
  | { readonly kind: 'again' };

export type Begun =
  | { readonly kind: 'ready'; readonly token: string }
  /** Not to be run: the board lacks something, the run was stopped, or it ran already. */
  | { readonly kind: 'skip'; readonly reason: string }
  /** It ended while the board was being prepared. */
  | Ended;

/** What the test process asks of the process that owns the board. Nothing in it rejects: errors are answers. */
export interface RunnerCalls {
  /** `name`: `describe > name`. */
  begin(file: string, name: string): Promise<Begun>;
  call(token: string, path: readonly string[], args: readonly unknown[]): Promise<Answer>;
  step(token: string, text: string): void;
  measure(token: string, name: string, value: number, unit: string): void;
  /** From now on an incident of this kind, and with this title where one is given, is expected; if it does not come, that is the failure. */
  expectIncident(token: string, kind: IncidentKind, title: RegExp | undefined): Promise<void>;
  end(token: string, thrown: WireError | undefined): Promise<Ended>;
}

/** What the process that owns the board tells the test process. */
export interface WorkerCalls {
  ended(token: string, why: WireError): void;
}

export const toWire = (thrown: unknown): WireError => {
  const error = thrown instanceof Error ? thrown : new Error(`thrown: ${String(thrown)}`);
  const own = Object.entries(error).filter(([key, value]) => key !== 'name' && key !== 'fault' && isPlain(value));
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

const isPlain = (value: unknown): boolean =>
  ['string', 'number', 'boolean', 'undefined'].includes(typeof value) || (Array.isArray(value) && value.every(isPlain));
