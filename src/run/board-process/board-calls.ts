import { isDeepStrictEqual } from 'node:util';
import type { ScenarioBoard } from '../../core/board.ts';
import { CommandError, HilError, HostKeyError, LoginError, PortError, PowerError, RevokedError } from '../../core/errors.ts';
import { boardClock, type Duration, untilAborted } from '../../core/time.ts';
import { ScenarioTimeoutError } from '../errors.ts';
import { checkArguments } from './call-arguments.ts';
import { type GoingCall, OverlappingCalls } from './overlapping-calls.ts';

export interface BoardCall {
  readonly path: readonly string[];
  readonly args: readonly unknown[];
  /** Where in the suite it stands. */
  readonly place: string | undefined;
}

/** What one scenario has going on with its board. */
export class BoardCalls {
  readonly #scenario: string;
  readonly #pending: GoingCall[] = [];
  readonly #overlapping = new OverlappingCalls();
  readonly #running = new Set<Promise<unknown>>();
  /** What stands between us and the board failed, and the board has not answered the same question since. */
  #troubles: readonly { readonly asked: readonly unknown[]; readonly error: HilError }[] = [];
  readonly #commands: string[] = [];
  constructor(scenario: string) {
    this.#scenario = scenario;
  }

  /** The oldest call that the body still waits for. */
  get oldest(): GoingCall | undefined {
    return this.#pending[0];
  }

  /** A trouble of the lab that a call met. A body that catches it, or wants a failure and takes this one for it, has seen nothing of the product. */
  get trouble(): HilError | undefined {
    return this.#troubles[0]?.error;
  }

  /** The command lines that the body ran or meant to run. */
  get commands(): readonly string[] {
    return this.#commands;
  }

  /** One call of the body. Throws RevokedError, and nothing reaches the board, where there is no handle on it; rejects once `signal` aborts. */
  async call(handle: ScenarioBoard | undefined, { path, args, place }: BoardCall, signal: AbortSignal): Promise<unknown> {
    const name = `board.${path.join('.')}`;
    if (!handle) throw revoked(name, this.#scenario);
    checkArguments(path, args);
    const call = functionAt(handle, path);
    if (!call) throw new HilError('suite', `this board cannot do ${name}()`);
    if (path.at(-1) === 'run' || path.at(-1) === 'send') this.#commands.push(String(args[0]));
    const pending = { name, place };
    this.#pending.push(pending);
    this.#overlapping.begin(pending);
    const asked = questionOf({ path, args, place });
    try {
      const value = await this.waitFor(Promise.resolve(call(...args)), signal);
      this.#answered(asked);
      return value;
    } catch (cause) {
      if (isOfTheWires(cause)) this.#troubles = [...this.#troubles, { asked, error: goneOnFrom(cause, pending) }];
      else if (cause instanceof CommandError) this.#answered(asked);
      throw this.#overlapping.explain(cause, pending);
    } finally {
      this.#overlapping.end(pending);
      this.#pending.splice(this.#pending.indexOf(pending), 1);
    }
  }

  #answered(asked: readonly unknown[]): void {
    this.#troubles = this.#troubles.filter((trouble) => !isDeepStrictEqual(trouble.asked, asked));
  }

  /** Waits no longer when `signal` aborts, and remembers what is still going on with the board. */
  waitFor<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
    this.#running.add(promise);
    const forget = (): void => void this.#running.delete(promise);
    promise.then(forget, forget);
    return untilAborted(promise, signal);
  }

  /** Resolves once nothing is going on with the board any more, at the latest after so many host milliseconds. */
  async finished(withinMs: number): Promise<void> {
    await Promise.race([Promise.allSettled(this.#running), boardClock().sleep(withinMs)]);
  }

  /** Who waits for the board is held up by the product; who waits for nothing on it holds itself up. */
  timeoutError(timeout: Duration): ScenarioTimeoutError {
    const { oldest } = this;
    if (oldest) return new ScenarioTimeoutError('dut', `took longer than ${timeout}; still waiting for ${oldest.name}()`);
    const remedy = 'let it wait for the board with a bound of its own, or give the scenario a longer timeout';
    return new ScenarioTimeoutError('suite', `took longer than ${timeout}, and waits for nothing on the board`, { remedy });
  }
}

/** What the board is asked, without limits and the like: they do not make another question of it. */
const questionOf = ({ path, args }: BoardCall): readonly unknown[] => [
  ...path,
  ...args.filter((arg, index) => index === 0 || !isPlain(arg)),
];

const isPlain = (arg: unknown): boolean => typeof arg === 'object' && arg !== null && Object.getPrototypeOf(arg) === Object.prototype;

// Other errors of the lab may be what a scenario is about: an overlay that is not there, a disk without room.
const isOfTheWires = (cause: unknown): cause is HilError =>
  [PortError, PowerError, HostKeyError, LoginError].some((kind) => cause instanceof kind);

const goneOnFrom = (cause: HilError, { name, place }: GoingCall): HilError => {
  const { evidence, message, remedy } = cause;
  const error = new PortError(`${message}; the scenario went on from ${name}() as if nothing had happened`, {
    cause,
    evidence,
    ...(remedy ? { remedy } : {}),
  });
  return Object.assign(error, { name: cause.name, ...(place ? { place } : {}) });
};

export const revoked = (what: string, scenario: string): RevokedError =>
  new RevokedError(`${what} was used after the end of '${scenario}'; nothing of it reached the board`, {
    remedy: 'await everything that a scenario starts before it ends',
  });

const functionAt = (board: ScenarioBoard, path: readonly string[]): ((...args: readonly unknown[]) => unknown) | undefined => {
  let owner: unknown = board;
  for (const name of path.slice(0, -1)) owner = (owner as Record<string, unknown> | undefined)?.[name];
  const found = (owner as Record<string, unknown> | undefined)?.[path.at(-1) ?? ''];
  return typeof found === 'function' ? (...args) => found.apply(owner, args) : undefined;
};
