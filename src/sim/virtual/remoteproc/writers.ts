import { standStill } from './a53.ts';

/** Those who write to the device's files, one after another: each waits for the one before, and for ever for one that hangs. */
export class Writers {
  readonly #life: AbortSignal;
  #last: Promise<unknown> = Promise.resolve();
  /** `life`: until Linux is gone, and with it whoever waits. */
  constructor(life: AbortSignal) {
    this.#life = life;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(async () => {
      if (this.#life.aborted) await standStill();
      return work().catch((error: unknown) => (this.#life.aborted ? standStill() : Promise.reject(error)));
    });
    this.#last = run.catch(() => {});
    return run;
  }
}
