import type { ConsoleSession } from '../console/console-session.ts';
import type { Rig } from '../core/driver.ts';
import { PortError } from '../core/errors.ts';
import type { RemoteShell, Shell } from '../core/shell.ts';
import type { Clock } from '../core/time.ts';
import { SerialShell } from '../drivers/shell/serial-shell.ts';
import { ShellTools } from '../drivers/shell/shell-tools.ts';
import type { BoardProfile } from '../knowledge/boot/board-profile.ts';
import type { BootControl } from './boot/boot-control.ts';
import { logOut, serialLogin } from './boot/login.ts';
import { UBootShell } from './boot/uboot-shell.ts';
import { askConsole } from './linux/linux-access.ts';
import type { CoreClaim } from './m7/core-claim.ts';
import { RemoteCore } from './m7/remote-core.ts';

export interface BoardShellsOptions {
  readonly boot: BootControl;
  readonly console: ConsoleSession;
  readonly profile: BoardProfile;
  readonly login: Rig['login'];
  readonly clock: Clock;
  readonly note: (text: string) => void;
}

/** The ways to give commands to a board: Linux over SSH, Linux on the serial console, and U-Boot. */
export class BoardShells {
  readonly #options: BoardShellsOptions;
  readonly #tools: ShellTools;
  /** Commands on the serial console. */
  #running = 0;
  constructor(options: BoardShellsOptions) {
    this.#options = options;
    this.#tools = new ShellTools(options.note);
  }

  /** Waits for the boot in progress where there is one. */
  linux(signal: AbortSignal): Promise<RemoteShell> {
    return this.#options.boot.linux(signal);
  }

  async serial(signal: AbortSignal): Promise<Shell> {
    return (await this.#loggedIn(signal)).shell;
  }

  /** Takes the board to U-Boot's prompt. */
  async uboot(signal: AbortSignal): Promise<Shell> {
    await this.#options.boot.reach('u-boot', signal);
    return new UBootShell(this.#options);
  }

  /** Linux on the serial console, with a login of its own where nobody is logged in. */
  async onConsole<T>(use: (shell: Shell) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { boot } = this.#options;
    if (boot.stage === 'u-boot') throw new PortError("Linux answers over SSH while the console stands at U-Boot's prompt");
    await boot.reach('login', signal);
    const { shell, wasLoggedIn } = await this.#loggedIn(signal);
    try {
      return await use(shell);
    } finally {
      if (!wasLoggedIn && !signal.aborted) await logOut({ ...this.#options, signal });
    }
  }

  /** Whether something answers at the console's prompt, logged in or not. */
  async answersOnConsole(signal: AbortSignal): Promise<boolean> {
    return (await askConsole(this.#options, signal)) !== undefined;
  }

  /** Whether Linux answers over SSH. */
  async answers(signal: AbortSignal): Promise<boolean> {
    try {
      await (await this.linux(signal)).run('true', { timeout: '10s', signal });
      return true;
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }

  /** What Linux says of the M7; undefined when it does not answer. */
  async coreClaim(signal: AbortSignal): Promise<CoreClaim | undefined> {
    try {
      return await (await RemoteCore.find(await this.linux(signal), signal))?.claim(signal);
    } catch {
      return undefined;
    }
  }

  async #loggedIn(signal: AbortSignal): Promise<{ readonly shell: Shell; readonly wasLoggedIn: boolean }> {
    const { clock, console, login, profile } = this.#options;
    const { wasLoggedIn } = await serialLogin({ console, profile, login, isBusy: () => this.#running > 0, signal });
    return { shell: this.#counted(new SerialShell({ console, clock, tools: this.#tools, ...login })), wasLoggedIn };
  }

  #counted(shell: Shell): Shell {
    return {
      via: shell.via,
      run: async (command, options) => {
        this.#running++;
        try {
          return await shell.run(command, options);
        } finally {
          this.#running--;
        }
      },
      [Symbol.asyncDispose]: () => shell[Symbol.asyncDispose](),
    };
  }
}
