import { HilError, type HilErrorOptions, PortError, PowerError } from './errors.ts';

/** Waits for all of them. Throws what one of them threw, or one error that names every failure. */
export const allOrEvery = async <T>(promises: readonly Promise<T>[]): Promise<T[]> => {
  const settled = await Promise.allSettled(promises);
  const failures = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw oneOf(failures);
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
};

const oneOf = (failures: readonly unknown[]): unknown => {
  const ours = failures.filter((failure) => failure instanceof HilError && failure.fault === 'lab') as HilError[];
  // A mistake in the lab file, or a run that was ended, is not one of several.
  const other = failures.find((failure) => !(ours as unknown[]).includes(failure));
  if (other !== undefined) return other;
  return ours.length === 1 ? ours[0] : new WiresError(ours);
};

/** Several wires of one board cannot be used. */
export class WiresError extends PortError {
  readonly failures: readonly HilError[];
  constructor(failures: readonly HilError[]) {
    const flat = failures.flatMap((failure) => (failure instanceof WiresError ? failure.failures : [failure]));
    const evidence = flat.flatMap(({ message, evidence: seen, remedy }) => [message, ...seen, ...(remedy ? [`-> ${remedy}`] : [])]);
    const options: HilErrorOptions = {
      cause: flat[0],
      evidence,
      remedy: 'where they share a host or a switch, look at that one first; nothing was switched or sent',
    };
    super(`${flat.length} wires of the board cannot be used: ${flat.map(({ message }) => message).join('; ')}`, options);
    this.failures = flat;
  }
}

/** The relay's own trouble, where that is what failed, alone or among others. */
export const relayFailure = (cause: unknown): PowerError | undefined => {
  const failures = cause instanceof WiresError ? cause.failures : [cause];
  return failures.find((failure) => failure instanceof PowerError);
};
