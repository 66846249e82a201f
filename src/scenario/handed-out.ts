import { randomUUID } from 'node:crypto';
import type { Fault, HilError } from '../core/errors.ts';

interface HandedOut {
  readonly faults: WeakMap<object, Fault>;
  /** A property that only this process can have written. */
  readonly seal: string;
}

// Suite files are evaluated anew while the process lives on, so this cannot be a module's variable.
const key = Symbol.for('verdin-hil.handed-out');
const shared = globalThis as { [key]?: HandedOut };

const handedOut = (): HandedOut => {
  shared[key] ??= { faults: new WeakMap(), seal: `hil-${randomUUID()}` };
  return shared[key];
};

/** An error of ours on its way to a suite. Whose fault one is, is believed of these alone: a property can be written by anybody. */
export const handOut = <E extends Error>(error: E): E => {
  const { fault } = error as Partial<HilError>;
  if (fault === undefined) return error;
  const { faults, seal } = handedOut();
  faults.set(error, fault);
  // Vitest keeps copies of what hooks throw, without a prototype. Copied to another error, it says nothing.
  const get = function (this: object): Fault | undefined {
    return faults.get(this);
  };
  Object.defineProperty(error, seal, { get, enumerable: false });
  return error;
};

/** Whose fault an error is that was handed out to a suite; undefined for any other, whatever it says of itself. */
export const faultHandedOut = (thrown: unknown): Fault | undefined => {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const { faults, seal } = handedOut();
  try {
    return faults.get(thrown) ?? (Object.getPrototypeOf(thrown) === null ? (thrown as Readonly<Record<string, Fault>>)[seal] : undefined);
  } catch {
    // A proxy that was revoked throws when it is looked at.
    return undefined;
  }
};
