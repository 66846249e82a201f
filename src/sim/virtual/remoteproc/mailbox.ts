import type { Clock } from '../../../core/time.ts';
import type { Progress } from '../soc/core-progress.ts';
import type { M7 } from '../soc/m7.ts';

const channel = 1;
const txTimeoutMs = 100;
/** Until the caller runs again after tx_tout: the kernel's own timers at HZ=100. */
const timerSlackMs = 8;

/** The mailbox channels of the cm7 node: `<&mu 0 1>, <&mu 1 1>`, blocking with tx_tout 100 ms. */
export class Mailbox {
  readonly #m7: M7;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #turn: Promise<unknown> = Promise.resolve();
  #onTaken = (): void => {};

  constructor(m7: M7, clock: Clock, signal: AbortSignal) {
    this.#m7 = m7;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** mbox_request_channel. */
  open(onWord: () => void): void {
    this.#m7.mu.listen({
      onTaken: (which) => {
        if (which === channel) this.#onTaken();
      },
      onWord: (which) => {
        if (which !== channel) return;
        this.#m7.mu.take(channel);
        onWord();
      },
    });
  }

  close(): void {
    this.#m7.mu.listen({});
  }

  /** mbox_send_message: resolves with false when the M7 has not read the word in time (-ETIME). Sends queue up behind each other. */
  send(word: number): Promise<boolean> {
    const sent = this.#turn.then(() => this.#transmit(word));
    this.#turn = sent.catch(() => {});
    return sent;
  }

  async #transmit(word: number): Promise<boolean> {
    this.#signal.throwIfAborted();
    const mark = this.#m7.progress;
    let taken = false;
    const done = new Promise<void>((resolve) => {
      this.#onTaken = () => {
        taken = true;
        resolve();
      };
    });
    this.#m7.mu.send(channel, word);
    this.#m7.nudge();
    await Promise.race([done, this.#timeout(mark, () => taken)]);
    this.#onTaken = () => {};
    return taken;
  }

  /** A core that cannot answer gets the 100 ms of board time; one that executes also gets the host time for them. */
  async #timeout(mark: Progress, taken: () => boolean): Promise<void> {
    if (!this.#m7.hadItsChance(mark)) await aborted(this.#clock.overdue(txTimeoutMs));
    else await this.#clock.sleep(txTimeoutMs + timerSlackMs, this.#signal);
    while (!taken() && !this.#m7.hadItsChance(mark)) await this.#clock.sleep(2 * this.#clock.speed, this.#signal);
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
