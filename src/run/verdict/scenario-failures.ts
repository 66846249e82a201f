import { BootError, ConnectionLostError, ExpectTimeoutError, HilError, KernelIncidentError, PortError } from '../../core/errors.ts';

/** What one scenario failed by, from inside and from outside. */
export class ScenarioFailures {
  readonly #inBody: unknown[] = [];
  readonly #inHooks: unknown[] = [];
  #cause: Error | undefined;
  /** Where in the suite the board was waited for when that happened. */
  #causePlace: string | undefined;
  #afterBody: Error | undefined;
  #labTrouble: Error | undefined;
  #sshTrouble: Error | undefined;

  /** What ended the body from outside. */
  get cause(): Error | undefined {
    return this.#cause;
  }

  /** What the lab or the run said after the body had ended. */
  get afterBody(): Error | undefined {
    return this.#afterBody;
  }

  /** What a call of the body met of the lab, and the body may have caught. */
  set passedOver(trouble: Error | undefined) {
    if (trouble && !this.#inBody.some(isTrouble)) this.#inBody.push(trouble);
  }

  /** What was found about the lab when it was over, and explains whatever was seen: somebody had cut the power, or the console of a silent M7 was dead. */
  get labTrouble(): Error | undefined {
    return this.#labTrouble;
  }

  set labTrouble(error: Error | undefined) {
    this.#labTrouble = error;
  }

  /** SSH was found to spoil answers when it had failed. */
  get sshTrouble(): Error | undefined {
    return this.#sshTrouble;
  }

  set sshTrouble(error: Error | undefined) {
    this.#sshTrouble = error;
  }

  /** The body ends from outside, while the suite waits for the board at `place`. False when it has ended so before: the first reason counts. */
  endBody(why: Error, place: string | undefined): boolean {
    if (this.#cause) return false;
    this.#cause = why;
    this.#causePlace = place;
    return true;
  }

  addInBody(...thrown: readonly unknown[]): void {
    this.#inBody.push(...thrown);
  }

  addInHooks(...thrown: readonly unknown[]): void {
    this.#inHooks.push(...thrown);
  }

  addAfterBody(why: Error): void {
    this.#afterBody ??= why;
  }

  /** What counts first, first: the incident or whatever else ended the body from outside, then what was thrown, in order. */
  inOrder(incident: Error | undefined): readonly unknown[] {
    if (this.#labTrouble) return [this.#labTrouble, ...this.#inHooks];
    const thrown = this.#inBody.map((error) => this.#explained(error));
    const cause = incident ?? this.#cause;
    if (this.#sshTrouble && !incident) return [spoilt(this.#sshTrouble, cause ?? thrown[0]), ...this.#inHooks];
    // A body that is ended from outside throws the reason once more, and whatever follows from it.
    if (cause) return [this.#placed(cause), ...thrown.filter(isAssertion), ...this.#inHooks];
    // While the lab is in trouble, nobody knows what an expectation saw.
    return [...thrown.filter(isTrouble), ...thrown.filter((error) => !isTrouble(error)), ...this.#inHooks];
  }

  #placed(cause: Error): Error {
    return Object.assign(cause, { place: placeOf(cause) ?? this.#causePlace });
  }

  // Where all wires of a board go, the SSH link may be the first to say so: then it is no news about the product.
  #explained(thrown: unknown): unknown {
    const after = this.#afterBody;
    return thrown instanceof ConnectionLostError && after instanceof HilError && after.fault === 'lab' ? after : thrown;
  }
}

const spoilt = (trouble: Error, failure: unknown): Error => {
  if (!(failure instanceof Error)) return trouble;
  const { evidence = [], remedy } = trouble instanceof HilError ? trouble : {};
  const error = new PortError(`${failure.message.split('\n')[0]}; but ${trouble.message}`, {
    cause: failure,
    evidence: [...evidence, ...(failure instanceof HilError ? failure.evidence : [])],
    ...(remedy ? { remedy } : {}),
  });
  return Object.assign(error, { place: placeOf(failure) });
};

export const isAssertion = (error: unknown): boolean => error instanceof Error && error.name === 'AssertionError';

const isTrouble = (error: unknown): boolean => error instanceof HilError && (error.fault === 'lab' || error.fault === 'runner');

const placeOf = (error: Error): string | undefined => (error as { readonly place?: string }).place;

/** What a look at the lab found, where that explains a failure. */
export const ofLab = (reason: Error | undefined): Error | undefined =>
  reason instanceof HilError && reason.fault === 'lab' ? reason : undefined;

/** What a board that says nothing is told as. */
export const isSilence = (thrown: unknown): thrown is HilError =>
  thrown instanceof HilError &&
  thrown.fault === 'dut' &&
  (thrown instanceof KernelIncidentError
    ? thrown.incident === 'silent-freeze'
    : [BootError, ConnectionLostError, ExpectTimeoutError].some((kind) => thrown instanceof kind));
