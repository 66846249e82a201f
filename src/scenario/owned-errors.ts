import type { TestError } from 'vitest';
import { claim } from './unhandled.ts';
import { type Owner, workerState } from './worker-state.ts';

/**
 * What vitest holds against a test. A soft assertion is held against whichever test runs when it fails: one that a scenario before has left behind
 * goes to that scenario.
 */
export class OwnedErrors extends Array<TestError> {
  readonly #owner: Owner;
  constructor(owner: Owner) {
    super();
    this.#owner = owner;
  }

  // Pieces of it are nobody's.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override push(...errors: TestError[]): number {
    const found = workerState().owner.getStore();
    const isOwn = found === undefined || found.names.some((name) => this.#owner.names.includes(name) && found.file === this.#owner.file);
    if (isOwn) return super.push(...errors);
    for (const error of errors) claim(error);
    return this.length;
  }
}
