import { randomBytes } from 'node:crypto';
import { HilError, type HilErrorOptions } from '../../core/errors.ts';
import { type RemoteCoreState, remoteCoreStates } from '../../core/remote-core.ts';
import { type Shell, shellQuote } from '../../core/shell.ts';
import { type Duration, formatMs, toMs } from '../../core/time.ts';
import { type CoreClaim, isStartedByHand, startLines } from './core-claim.ts';
import { errnoOf } from './errno.ts';
import { coresIn, coresQuestion, coreText, isM7, type ListedCore } from './remote-cores.ts';

export interface StateWrite {
  /** Positive; undefined when the write succeeded. */
  readonly errno: number | undefined;
  readonly stderr: string;
  /** What the kernel printed meanwhile, without its time stamps. */
  readonly kernelLines: readonly string[];
  /** Board time. */
  readonly durationMs: number;
}

/** The M7 did not get to `offline`. */
export class RemoteCoreError extends HilError {
  /** What the kernel said meanwhile, without its place. */
  readonly kernelLines: readonly string[];
  constructor(message: string, { kernelLines = [], ...options }: HilErrorOptions & { readonly kernelLines?: readonly string[] } = {}) {
    super('dut', message, options);
    this.kernelLines = kernelLines;
  }
}

// A second `start` on kernels behind 5.18 only counts up, and each `stop` counts down by one: rproc_boot and rproc_shutdown.
const stopAttempts = 5;

/** The M7 as Linux offers it in /sys/class/remoteproc. Everything it says is a claim, not a proof of life. */
export class RemoteCore {
  readonly #shell: Shell;
  readonly #folder: string;
  constructor(shell: Shell, folder = '/sys/class/remoteproc/remoteproc0') {
    this.#shell = shell;
    this.#folder = folder;
  }

  /**
   * The M7's own, whichever number it has: where the DSP has a driver, too, that one may be remoteproc0. Undefined where Linux has no remoteproc at all,
   * as without the HMP overlay. Throws HilError, the lab's, where it has others alone.
   */
  static async find(shell: Shell, signal?: AbortSignal): Promise<RemoteCore | undefined> {
    const { stdout } = await shell.run(coresQuestion, { reject: false, ...(signal ? { signal } : {}) });
    const cores = coresIn(stdout);
    const own = cores.find(isM7);
    if (own) return new RemoteCore(shell, `/sys/class/remoteproc/${own.node}`);
    if (cores.length > 0) throw otherCores(cores);
    // Kernels before 5.3 do not tell names.
    const core = new RemoteCore(shell);
    return (await core.isPresent(signal)) ? core : undefined;
  }

  async state(signal?: AbortSignal): Promise<RemoteCoreState> {
    const { stdout } = await this.#shell.run(`cat ${this.#folder}/state`, signal ? { signal } : {});
    const word = stdout.trim();
    const state = remoteCoreStates.find((known) => known === word);
    if (!state) throw new RemoteCoreError(`Linux names the M7's state '${word}', which remoteproc does not know`);
    return state;
  }

  /** What Linux says of a core that does not say what it should. Throws CommandError where it says neither. */
  async claim(signal: AbortSignal): Promise<CoreClaim> {
    const state = await this.state(signal);
    const { stdout } = await this.#shell.run(`dmesg | grep ${shellQuote(startLines)}`, { asRoot: true, reject: false, signal });
    return { state, isStartedByHand: isStartedByHand(stdout) };
  }

  /** What the kernel of this boot said of remote cores since something of the lab started one. */
  async bootLines(signal: AbortSignal): Promise<readonly string[]> {
    const { stdout } = await this.#shell.run("dmesg | sed -n '/hil state /,$p' | grep remoteproc", { asRoot: true, reject: false, signal });
    return kernelLinesOf(stdout).filter((line) => !line.includes('hil state '));
  }

  async firmware(signal?: AbortSignal): Promise<string> {
    return (await this.#shell.run(`cat ${this.#folder}/firmware`, signal ? { signal } : {})).stdout.trim();
  }

  /** True when the driver has probed: without the HMP overlay there is no remoteproc0 at all. */
  async isPresent(signal?: AbortSignal): Promise<boolean> {
    return (await this.#shell.run(`test -e ${this.#folder}/state`, { reject: false, ...(signal ? { signal } : {}) })).exitCode === 0;
  }

  /** Names the file to boot, relative to the firmware search path. The write is refused with EBUSY unless the core is offline. */
  setFirmware(name: string, signal?: AbortSignal): Promise<StateWrite> {
    return this.#write('firmware', name, '10s', signal);
  }

  /** Loads and starts. Resolves with the errno when the kernel refuses. */
  start(within: Duration, signal?: AbortSignal): Promise<StateWrite> {
    return this.#write('state', 'start', within, signal);
  }

  /** Stops until Linux says `offline`, closing RPMsg users first: a client left open ends in an oops in virtqueue_get_buf_ctx_split. */
  async stop(signal?: AbortSignal): Promise<readonly string[]> {
    const kernelLines: string[] = [];
    for (let attempt = 0; attempt < stopAttempts; attempt++) {
      if ((await this.state(signal)) === 'offline') return kernelLines;
      await this.#closeRpmsgUsers(signal);
      const write = await this.#write('state', 'stop', '20s', signal);
      kernelLines.push(...write.kernelLines);
    }
    const state = await this.state(signal);
    if (state === 'offline') return kernelLines;
    throw new RemoteCoreError(`the M7 is '${state}' after ${stopAttempts} stops, not 'offline'`, {
      kernelLines,
      evidence: kernelLines.map((line) => `kmsg: ${line}`),
      remedy: 'read the kernel lines; with an upstream TF-A the stop call is unknown to the firmware and a power cycle is the only way',
    });
  }

  async #closeRpmsgUsers(signal?: AbortSignal): Promise<void> {
    await this.#shell.run('for tty in /dev/ttyRPMSG*; do [ -e "$tty" ] && fuser -k "$tty"; done; true', {
      asRoot: true,
      reject: false,
      ...(signal ? { signal } : {}),
    });
  }

  // The kernel's lines are read in the same command, between a mark of ours in the kernel log and its end, so that none is missed or borrowed.
  async #write(file: 'state' | 'firmware', word: string, within: Duration, signal?: AbortSignal): Promise<StateWrite> {
    const mark = `hil ${file} ${randomBytes(6).toString('hex')}`;
    const command = [
      `echo ${shellQuote(mark)} > /dev/kmsg`,
      `echo ${shellQuote(word)} > ${this.#folder}/${file}`,
      'status=$?',
      `dmesg | sed -n ${shellQuote(`/${mark}/,$p`)}`,
      'exit $status',
    ].join('\n');
    const output = await this.#shell.run(command, { asRoot: true, reject: false, timeout: within, ...(signal ? { signal } : {}) });
    const failed = output.exitCode !== 0;
    if (failed && errnoOf(output.stderr) === undefined) {
      throw new RemoteCoreError(
        `writing '${word}' to ${this.#folder}/${file} failed after ${formatMs(output.durationMs)} of ${formatMs(toMs(within))} without an errno`,
        {
          evidence: [
            `ssh: exit status ${output.exitCode}`,
            ...output.stderr
              .split('\n')
              .filter(Boolean)
              .map((line) => `ssh: ${line}`),
          ],
        },
      );
    }
    return {
      errno: failed ? errnoOf(output.stderr) : undefined,
      stderr: output.stderr,
      kernelLines: kernelLinesOf(output.stdout).filter((line) => !line.includes(mark)),
      durationMs: output.durationMs,
    };
  }
}

const otherCores = (cores: readonly ListedCore[]): HilError =>
  new HilError('lab', 'Linux has no remoteproc that is the M7', {
    evidence: cores.map(coreText),
    remedy: 'apply the HMP overlay (overlays.txt), or take an overlay out that brings another core in its place',
  });

const kernelLinesOf = (dmesg: string): string[] =>
  dmesg
    .split('\n')
    .map((line) => line.replace(/^\[ *\d+\.\d{6}\] ?/, '').trimEnd())
    .filter((line) => line !== '');
