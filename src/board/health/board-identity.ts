import { ConnectionLostError, HilError, PortError } from '../../core/errors.ts';
import type { Shell } from '../../core/shell.ts';

/** What one Linux says of itself. */
export interface LinuxIdentity {
  /** Of the module, or else of the chip; undefined where neither is known. */
  readonly serial: string | undefined;
  /** Another one at every boot: two shells that read the same one are on the same running system. */
  readonly bootId: string;
  /** Milliseconds of the system's own time since it began; undefined where it does not tell. */
  readonly upForMs?: number;
}

export interface BoardIdentityOptions {
  /** The boot in progress as the console shows it; undefined where its beginning was not seen. */
  readonly boot: () => { readonly at: number | undefined; readonly serial: string | undefined };
  /** Board milliseconds since that boot began. */
  readonly age: () => number | undefined;
  /** Logs in on the console and leaves it as it was. Throws what serialLogin throws. */
  readonly onConsole: <T>(use: (shell: Shell) => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** The same board has booted since it was asked last, by its own word on both wires, and its console showed nothing of it. */
  readonly onUnseenBoot: (evidence: string) => void;
}

/** Proves that whoever answers over SSH is the board whose console we hold, once for each connection. */
export class BoardIdentity {
  readonly #options: BoardIdentityOptions;
  #proven: (LinuxIdentity & { readonly at: number | undefined }) | undefined;
  #consoleCameBack = false;
  constructor(options: BoardIdentityOptions) {
    this.#options = options;
  }

  /** Of the board, as Linux told it when it was last proven, or else as the boot loader printed it in this boot. */
  get serial(): string | undefined {
    return [this.#proven?.serial, this.#options.boot().serial].find(isKnown);
  }

  /** Before anything is done over a new connection. Throws PortError when it leads to another board, or when nothing tells that it does not. */
  async admit(ssh: Shell, signal: AbortSignal): Promise<void> {
    const found = await identityOf(ssh, signal);
    const { at, serial } = this.#options.boot();
    const before = this.#proven;
    if (before && before.at === at && before.bootId === found.bootId) return;
    // A serial number on a noisy console may be damaged, and a board may have booted with nobody listening: Linux itself decides.
    const isNew = (!before || before.at !== at) && before?.bootId !== found.bootId;
    const isPlain = isKnown(serial) && serial === found.serial && isNew && !this.#isOlder(found);
    if (!isPlain) await this.#askConsole(found, signal);
    this.#proven = { ...found, at };
    if (before && before.at === at) this.#tellUnseenBoot(before, found);
  }

  #tellUnseenBoot(before: LinuxIdentity, found: LinuxIdentity): void {
    const evidence = [`before: ${described(before)}`, `now: ${described(found)}`];
    if (before.serial !== found.serial) throw bothElsewhere(evidence);
    this.#options.onUnseenBoot(`Linux has another boot id than before, and no boot was seen on the console: ${evidence.join('; ')}`);
    this.#proven = { ...found, at: this.#options.boot().at };
  }

  /**
   * The strongest proof there is: both wires lead to the same running Linux. Doubtful where nobody can log in on the console and the serial numbers
   * of U-Boot and Linux are all there is. Throws PortError when it is another board.
   */
  async prove(ssh: Shell, signal: AbortSignal): Promise<{ readonly text: string; readonly isDoubtful: boolean }> {
    const found = await identityOf(ssh, signal);
    const { at, serial } = this.#options.boot();
    try {
      await this.#askConsole(found, signal);
    } catch (cause) {
      if (!(cause instanceof UnprovenError) || !isKnown(serial) || serial !== found.serial) throw cause;
      return { text: `U-Boot and SSH tell the same serial number ${serial}, but ${cause.why}`, isDoubtful: true };
    }
    this.#proven = { ...found, at };
    return { text: `console and SSH lead to the same running Linux: ${described(found)}`, isDoubtful: false };
  }

  /** The port of the console was away: it may have been plugged into another board. */
  consoleCameBack(): void {
    this.#consoleCameBack = true;
  }

  /** As `prove`, once after the console came back. Where nobody can log in there it stays unproven, as it was. Throws PortError when it is another board. */
  async proveAgain(ssh: Shell, signal: AbortSignal): Promise<void> {
    if (!this.#consoleCameBack) return;
    await this.prove(ssh, signal).catch((cause: unknown) => {
      if (!(cause instanceof UnprovenError)) throw cause;
    });
    this.#consoleCameBack = false;
  }

  // A twin, with the numbers of a copied configuration block, did not boot when the console did.
  #isOlder({ upForMs }: LinuxIdentity): boolean {
    const age = this.#options.age();
    return upForMs !== undefined && age !== undefined && upForMs > age + slackMs;
  }

  async #askConsole(overSsh: LinuxIdentity, signal: AbortSignal): Promise<void> {
    const { serial: printed } = this.#options.boot();
    const evidence = [`ssh: ${described(overSsh)}`, ...(printed ? [`a53: U-Boot printed Serial#: ${printed}`] : [])];
    const asked = this.#options.onConsole((shell) => identityOf(shell, signal), signal);
    const onConsole = await asked.catch((cause: unknown) => {
      signal.throwIfAborted();
      throw unproven(cause, evidence);
    });
    evidence.push(`a53: ${described(onConsole)}`);
    if (onConsole.bootId !== overSsh.bootId) throw anotherBoard(evidence);
  }
}

// One line a fact. NXP's kernels name the chip's number soc_uid, upstream's serial_number.
const question = [
  "cat /proc/device-tree/serial-number 2>/dev/null | tr -d '\\0'; echo",
  'cat /sys/devices/soc0/soc_uid /sys/devices/soc0/serial_number 2>/dev/null | head -n 1; echo',
  'cat /proc/sys/kernel/random/boot_id /proc/uptime',
].join('; ');

// SPL and U-Boot take longer than the first line of a boot takes to be noticed.
const slackMs = 1000;

const bootIdPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/m;

/** What the Linux behind a shell says of itself. Throws PortError where no Linux does. */
export const identityOf = async (shell: Shell, signal: AbortSignal): Promise<LinuxIdentity> => {
  const { stdout, stderr, exitCode } = await shell.run(question, { signal, reject: false, timeout: '20s' });
  const [bootId] = bootIdPattern.exec(stdout) ?? [];
  if (bootId === undefined) {
    throw new PortError(`the login over ${shell.via === 'ssh' ? 'SSH' : 'the console'} does not tell the boot id of a Linux`, {
      evidence: [`exit status ${exitCode}`, ...`${stdout}\n${stderr}`.split('\n').filter(Boolean).slice(-5)],
      remedy: 'log in by hand and read /proc/sys/kernel/random/boot_id: something else than a shell of the board answers',
    });
  }
  const [module = '', chip = ''] = stdout.split('\n');
  const [, seconds] = /^(\d+\.\d+) \d+\.\d+$/m.exec(stdout) ?? [];
  return {
    serial: [module.trim(), chip.trim()].find((text) => isKnown(text) && !bootIdPattern.test(text)),
    bootId,
    ...(seconds === undefined ? {} : { upForMs: Number(seconds) * 1000 }),
  };
};

// A module whose configuration block is missing has zeros.
const isKnown = (serial: string | undefined): serial is string => serial !== undefined && /[1-9a-f]/i.test(serial);

const described = ({ serial, bootId }: LinuxIdentity): string => `serial number ${serial ?? 'unknown'}, boot id ${bootId}`;

const anotherBoard = (evidence: readonly string[]): PortError =>
  new PortError('SSH leads to another board than the console', {
    evidence,
    remedy:
      'check the address in the lab file: a name or an address that moved, two boards with one address, or the console of another board',
  });

const bothElsewhere = (evidence: readonly string[]): PortError =>
  new PortError('console and SSH lead to another board than before', {
    evidence,
    remedy: 'see who has moved the cables, or whether the board was exchanged, while the run was on',
  });

/** Nobody could log in on the console to compare. */
class UnprovenError extends PortError {
  readonly why: string;
  constructor(cause: unknown, evidence: readonly string[]) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`it is not proven that SSH leads to the board whose console this is: ${why}`, {
      cause,
      evidence: [...evidence, ...(cause instanceof HilError ? cause.evidence : [])],
      remedy: 'give the lab file a `login` that works on the serial console, so that both can be compared',
    });
    this.why = why;
  }
}

// Linux may have gone down just then, which the caller finds out.
const unproven = (cause: unknown, evidence: readonly string[]): Error =>
  cause instanceof ConnectionLostError ? cause : new UnprovenError(cause, evidence);
