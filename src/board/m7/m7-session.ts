import type { FirmwareRequest } from '../../core/board.ts';
import type { Console, Mark } from '../../core/console.ts';
import { BootError, ConfigError, ConnectionLostError } from '../../core/errors.ts';
import type { ModelLimit } from '../../core/model-limit.ts';
import type { M7Observation, Prediction } from '../../core/outcome.ts';
import type { RemoteCoreState } from '../../core/remote-core.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { boardClock, type Duration, monotonicMs } from '../../core/time.ts';
import type { FirmwareStore, StoredFirmware } from '../provision/firmware-store.ts';
import type { Death } from './death-watch.ts';
import { type M7WatchParts, orSpokeBefore, type Seen, watchM7 } from './m7-watch.ts';
import type { Heartbeat } from './proof-of-life.ts';
import { RemoteCore, RemoteCoreError, type StateWrite } from './remote-core.ts';
import { rpmsgEcho } from './rpmsg-echo.ts';

/** What the M7 needs of the board around it. */
export interface M7Host extends M7WatchParts {
  readonly console: (Console & { setFloor(mark: Mark, options?: { readonly risesForMs: number }): void }) | undefined;
  readonly store: FirmwareStore;
  linux(signal: AbortSignal): Promise<RemoteShell>;
  /** Puts the image where Linux looks for firmware, with a new nonce in it where it has room for one. */
  place(firmware: StoredFirmware, signal: AbortSignal): Promise<{ readonly file: string; readonly nonce: string | undefined }>;
  /** By whom an image was started before the scenario, and the nonce of this firmware where it is that image. `failure`: what was said where it was not. */
  startedAtBoot(firmware: StoredFirmware): StartedAtBoot;
  /** Without a firmware: a file that is not there. */
  predict(
    firmware: StoredFirmware | undefined,
    startedBy: M7Observation['startedBy'],
    options?: { readonly atBoot?: boolean },
  ): Prediction | undefined;
  startsFromJunk(firmware: StoredFirmware): boolean;
  /** True where the scenario itself wants a boot without the overlay that brings the core. */
  isLeftOut(): boolean;
  /** The count of the model's notes when this boot began. */
  notesOfBoot(): number;
  /** Where in the record of its console the M7, as it runs now, began. */
  beginOfLife(): Mark;
  /** The M7 begins anew, with words that an image put into its start vector or not. Returns the count of the model's notes. */
  beginLife(fromJunk: boolean): number;
  /** What the M7 met since then, or since the board's last reset, that a simulated board does not model. */
  limitsOfLife(): readonly ModelLimit[];
  /** The M7 was started from Linux with this image: from now on its vectors are what the ITCM may hold. */
  started(firmware: StoredFirmware): void;
  untilDead(since: number, signal: AbortSignal): Promise<Death>;
  /** `heartbeat`: by which it was proven, where it counts. */
  observed(observation: M7Observation, heartbeat: Heartbeat | undefined): void;
}

export interface StartedAtBoot {
  readonly by: M7Observation['startedBy'];
  readonly nonce: string | undefined;
  readonly failure: readonly string[] | undefined;
}

type Found = Omit<M7Observation, 'startedBy' | 'predicted' | 'firmware'> & { readonly heartbeat?: Heartbeat };

// A firmware of 16 MiB is copied in less than a second; NXP's kernels then sleep 500 ms and a dead mailbox costs 110 ms.
const startWithin: Duration = '30s';
const defaultProofWithin: Duration = '3s';
const answerWithin: Duration = '5s';
const answerBackWithin: Duration = '10s';
// Wall time: longer than the latency timer of a USB UART (16 ms), a network console and the FIFO of 32 bytes at 115200 baud together.
const lastWordsMs = 250;
const quietMs = 100;

/** Starts the M7, looks at it and says which of the seven outcomes it was. Every start and every look is one observation. */
export class M7Session {
  readonly #host: M7Host;
  readonly #signal: AbortSignal;
  constructor(host: M7Host, signal: AbortSignal) {
    this.#host = host;
    this.#signal = signal;
  }

  async state(): Promise<RemoteCoreState> {
    return (await this.#core()).state(this.#signal);
  }

  async start(request: FirmwareRequest, options: { readonly proofWithin?: Duration } = {}): Promise<M7Observation> {
    const firmware = typeof request === 'object' && 'absent' in request ? undefined : this.#host.store.get(request);
    const core = await this.#core();
    const stuck = await this.#stopped(core);
    if (stuck) return this.#observe(firmware, 'remoteproc', this.#host.predict(firmware, 'remoteproc'), stuck);
    const { file, nonce } = firmware ? await this.#host.place(firmware, this.#signal) : { file: absentName(request), nonce: undefined };
    if (nonce === undefined || firmware?.proof) await this.#quiet();
    if (nonce !== undefined) this.#host.consoleProof.issue(nonce);
    const named = await core.setFirmware(file, this.#signal);
    const predicted = this.#host.predict(firmware, 'remoteproc');
    if (named.errno !== undefined) return this.#observe(firmware, 'remoteproc', predicted, refusal(named));

    const fromJunk = firmware !== undefined && this.#host.startsFromJunk(firmware);
    const mayStillRun = predicted?.outcome === 'stale' ? { mayStillRun: this.#host.beginOfLife() } : {};
    const begin = { ...this.#begin(), nonce, ...mayStillRun, notesSince: this.#host.beginLife(fromJunk) };
    const found = await this.#unlessLinuxDies(async (signal) => {
      const write = await core.start(startWithin, signal);
      if (write.errno !== undefined) return { ...refusal(write), state: await core.state(signal) };
      if (firmware) this.#host.started(firmware);
      const seen = firmware ? await this.#watch({ ...begin, firmware }, options.proofWithin, signal) : unnamed;
      return {
        ...seen,
        kernelLines: write.kernelLines,
        startMs: write.durationMs,
        state: await core.state(signal),
      };
    });
    return this.#observe(firmware, 'remoteproc', predicted, found);
  }

  async observe(request: FirmwareRequest, options: { readonly proofWithin?: Duration } = {}): Promise<M7Observation> {
    if (typeof request === 'object' && 'absent' in request)
      throw new BootError('a file that is not on the board cannot be observed running');
    const firmware = this.#host.store.get(request);
    const { by, failure, nonce } = this.#host.startedAtBoot(firmware);
    const predicted = this.#host.predict(firmware, by, { atBoot: true });
    if (nonce !== undefined) this.#host.consoleProof.issue(nonce);
    const begin = { since: this.#mark(), sinceAt: monotonicMs(), nonce, notesSince: this.#host.notesOfBoot() };
    const found = await this.#unlessLinuxDies(async (signal) => {
      const core = await this.#core();
      const state = await core.state(signal);
      if (failure && state === 'offline') return refusedAtBoot(await core.bootLines(signal), failure, state);
      const seen = await this.#watch({ ...begin, firmware }, options.proofWithin, signal);
      return { ...orSpokeBefore(this.#host, { ...begin, firmware, from: this.#host.beginOfLife() }, seen), kernelLines: [], state };
    });
    return this.#observe(firmware, by, predicted, found);
  }

  async stop(): Promise<void> {
    await this.#stop(await this.#core());
  }

  async echo(text: string, options: { readonly within?: Duration } = {}): Promise<string> {
    const shell = await this.#host.linux(this.#signal);
    return rpmsgEcho(shell, text, { clock: this.#host.clock, within: options.within ?? answerBackWithin, signal: this.#signal });
  }

  /** Undefined once the core is offline. A core that Linux cannot stop takes no image: with an upstream TF-A every one seems to run for ever. */
  async #stopped(core: RemoteCore): Promise<Found | undefined> {
    try {
      await this.#stop(core);
      return undefined;
    } catch (error) {
      if (!(error instanceof RemoteCoreError)) throw error;
      const { kernelLines } = error;
      return { outcome: 'refused', state: await core.state(this.#signal), kernelLines, evidence: [error.message, ...error.evidence] };
    }
  }

  async #core(): Promise<RemoteCore> {
    const core = await RemoteCore.find(await this.#host.linux(this.#signal), this.#signal);
    if (core) return core;
    if (this.#host.isLeftOut())
      throw new ConfigError("Linux has no remoteproc0, since the scenario wants none of the HMP overlay (overlay: 'none')");
    throw new BootError('Linux has no /sys/class/remoteproc/remoteproc0', {
      remedy: 'apply the HMP overlay (overlays.txt) and look for imx-rproc errors in dmesg',
    });
  }

  /** The body's word, once Linux has proven that it still answers; or how Linux died. */
  async #unlessLinuxDies(body: (signal: AbortSignal) => Promise<Found>): Promise<Found> {
    const since = monotonicMs();
    const over = new AbortController();
    const signal = AbortSignal.any([this.#signal, over.signal]);
    const death = this.#host.untilDead(since, signal).then((end): Found => ({ ...end, kernelLines: [] }));
    const life = body(signal).then(async (found) => {
      await (await this.#host.linux(signal)).run('true', { timeout: answerWithin, signal });
      return found;
    });
    try {
      // A link that breaks says only that: how Linux died is for the watch to find out, and a healthy Linux with a broken network for nobody.
      return await Promise.race([death, life.catch((error) => (error instanceof ConnectionLostError ? death : Promise.reject(error)))]);
    } finally {
      over.abort(new BootError('the observation is over'));
      await Promise.allSettled([death, life]);
    }
  }

  /** What the console says from now on is of another M7 than the one before, or of none. */
  async #stop(core: RemoteCore): Promise<void> {
    await core.stop(this.#signal);
    this.#host.console?.setFloor(this.#mark(), { risesForMs: lastWordsMs });
  }

  #begin(): { readonly since: Mark; readonly sinceAt: number } {
    const since = this.#mark();
    this.#host.console?.setFloor(since);
    return { since, sinceAt: monotonicMs() };
  }

  #mark(): Mark {
    return this.#host.console?.mark() ?? (0 as Mark);
  }

  /** Without a nonce to go by the last words of the M7 before cannot be told from the first of the next. */
  async #quiet(): Promise<void> {
    const wall = boardClock();
    for (let waited = 0, mark = this.#mark(); waited < 10 * quietMs; waited += quietMs) {
      await wall.sleep(quietMs, this.#signal);
      if (this.#mark() === mark) return;
      mark = this.#mark();
    }
  }

  #watch(start: Parameters<typeof watchM7>[1], within: Duration = defaultProofWithin, signal: AbortSignal): Promise<Seen> {
    return watchM7(this.#host, start, within, signal);
  }

  #observe(
    firmware: StoredFirmware | undefined,
    startedBy: M7Observation['startedBy'],
    predicted: Prediction | undefined,
    { heartbeat, ...found }: Found,
  ): M7Observation {
    const observation: M7Observation = {
      ...found,
      startedBy,
      ...(predicted ? { predicted } : {}),
      ...(firmware ? { firmware: firmware.details } : {}),
    };
    this.#host.observed(observation, heartbeat);
    return observation;
  }
}

const unnamed: Seen = { outcome: 'unknown', evidence: ['the file should not be on the board, and Linux started the M7 with it'] };

const refusal = (write: StateWrite): Found => ({
  outcome: 'refused',
  errno: write.errno!,
  kernelLines: write.kernelLines,
  evidence: [
    ...write.stderr
      .split('\n')
      .filter(Boolean)
      .map((line) => `ssh: ${line}`),
    ...write.kernelLines.map((line) => `kmsg: ${line}`),
  ],
});

const refusedAtBoot = (kernelLines: readonly string[], said: readonly string[], state: RemoteCoreState): Found => {
  const [, number] = /Boot failed: -(\d+)/.exec(kernelLines.findLast((line) => line.includes('Boot failed')) ?? '') ?? [];
  return {
    outcome: 'refused',
    state,
    kernelLines,
    ...(number === undefined ? {} : { errno: Number(number) }),
    evidence: [...said, ...kernelLines.map((line) => `kmsg: ${line}`)],
  };
};

const absentName = (request: FirmwareRequest): string => (typeof request === 'object' && 'absent' in request ? request.absent : '');
