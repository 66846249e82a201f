import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import type { ConsoleLine, Mark } from '../../core/console.ts';
import { BootError, PortError } from '../../core/errors.ts';
import { anySignal, type Clock, formatMs, untilAborted } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import type { Channels } from '../channels.ts';
import type { LinuxBesideConsole } from '../linux-beside-console.ts';
import { UnwantedPrompt } from './unwanted-prompt.ts';

export interface StageWaitsOptions {
  readonly channels: Pick<Channels, 'consoles' | 'excerpt'>;
  readonly clock: Clock;
  readonly profile: BoardProfile;
  readonly stage: () => BootStage;
  /** How many boots were seen to begin. */
  readonly boots: () => number;
  /** When the boot in progress began, in host monotonic milliseconds; undefined when nobody saw it. */
  readonly bootedAt: () => number | undefined;
  readonly linuxBeside: LinuxBesideConsole;
}

interface UntilOptions {
  readonly also?: () => boolean;
  /** A prompt that stood there before is where this program has stopped the boot itself. */
  readonly since?: Mark | undefined;
}

/** Whoever waits for a board to come somewhere. */
export class StageWaits {
  readonly #options: StageWaitsOptions;
  readonly #waiting = new Set<() => void>();
  readonly #prompt: UnwantedPrompt;
  constructor(options: StageWaitsOptions) {
    this.#options = options;
    this.#prompt = new UnwantedPrompt({ ...options, wake: () => this.wake() });
  }

  /** Takes every line of the A53's console in order, once the stage that it tells of is known; unterminated ones as often as they grow. */
  take(line: ConsoleLine): void {
    this.#prompt.take(line);
    this.wake();
  }

  /** Something happened that may have changed the stage. */
  wake(): void {
    for (const resolve of this.#waiting) resolve();
  }

  /** Throws BootError when it is not reached in board milliseconds, PortError when the console does not show it, what a boot says that stands at U-Boot's prompt, and the signal's reason. */
  async until(wanted: BootStage, withinMs: number, signal: AbortSignal, { also = () => true, since }: UntilOptions = {}): Promise<void> {
    const { boots, channels, clock, profile, stage } = this.#options;
    const before = boots();
    using overdue = clock.overdue(withinMs);
    while (!(hasReached(stage(), wanted) && also())) {
      const next = this.#next(anySignal(signal, overdue));
      next.catch(() => {}); // Where what follows throws, nobody waits for it.
      await this.#prompt.refuse({ wanted, stage: stage(), since }, signal);
      try {
        await next;
      } catch (cause) {
        if (signal.aborted || !overdue.aborted) throw cause;
        const commandLine = wanted === 'login' ? await this.#commandLine(signal) : undefined;
        if (commandLine !== undefined)
          throw notShown({ at: stage(), withinMs, uart: profile.consoles.a53, commandLine, evidence: channels.excerpt(0, 15) });
        throw notReached(wanted, stage(), withinMs, { resets: boots() - before, evidence: channels.excerpt(0, 15) });
      }
    }
  }

  /** Of the kernel that answers over SSH; undefined where none does. */
  async #commandLine(signal: AbortSignal): Promise<string | undefined> {
    try {
      await using shell = await this.#options.linuxBeside('20s', signal);
      return (await shell.run('cat /proc/cmdline', { signal, reject: false, timeout: '10s' })).stdout.trim();
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  async #next(signal: AbortSignal): Promise<void> {
    let wake = (): void => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#waiting.add(wake);
    try {
      await untilAborted(woken, signal);
    } finally {
      this.#waiting.delete(wake);
    }
  }
}

interface Seen {
  readonly resets: number;
  readonly evidence: readonly string[];
}

interface Hidden {
  readonly at: BootStage;
  readonly withinMs: number;
  /** `UART3 (ttymxc2)` */
  readonly uart: string;
  readonly commandLine: string;
  readonly evidence: readonly string[];
}

/** A wire that holds back what it got, and a system that is told to speak elsewhere, look alike from here: neither is a board that hangs. */
const notShown = ({ at, withinMs, uart, commandLine, evidence }: Hidden): PortError => {
  const consoles = [...commandLine.matchAll(/(?:^|\s)console=([^\s,]+)/g)].map(([, name]) => name!);
  const tty = /\((\w+)\)/.exec(uart)?.[1] ?? uart;
  const told = `console a53 does not show that Linux is up: it stands at '${at}' for ${formatMs(withinMs)}, while this board answers over SSH`;
  if (consoles.length > 0 && !consoles.includes(tty))
    return new PortError(`${told}: its kernel speaks on ${consoles.join(' and ')} and not on ${tty}, which is ${uart}`, {
      evidence: [...evidence, `ssh: /proc/cmdline: ${commandLine}`],
      remedy: `add console=${tty},115200 to the kernel's arguments (on Torizon in U-Boot: setenv tdxargs console=${tty},115200; saveenv); systemd then starts a login there as well`,
    });
  return new PortError(told, {
    evidence,
    remedy: `look at what lies between, such as a terminal server that holds back what it got; at the kernel argument console=, which must name ${uart}; and at its getty: systemctl status 'serial-getty@*'`,
  });
};

const notReached = (wanted: BootStage, at: BootStage, withinMs: number, { resets, evidence }: Seen): BootError =>
  new BootError(
    `the board did not reach '${wanted}' in ${formatMs(withinMs)}; ${resets > 1 ? `it has reset ${resets} times, and` : 'it'} is at '${at}'`,
    {
      evidence,
      remedy:
        resets > 1
          ? "a board that resets again and again has a supply that gives in (look at its volts while it boots), a watchdog that nobody feeds, or a kernel that panics: U-Boot's `Reset cause` and the last lines before each reset tell which"
          : 'read the console from there on; a board that is quiet from the start has no power, is in recovery mode, or the console is wired elsewhere; one that is quiet behind `Starting kernel` may speak on another console (console= of the kernel)',
    },
  );
