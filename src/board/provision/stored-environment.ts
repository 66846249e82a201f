import type { EventBody } from '../../core/event.ts';
import type { RemoteShell, Shell } from '../../core/shell.ts';
import type { BootControl } from '../boot/boot-control.ts';
import type { BoardModel } from '../models/board-model.ts';
import type { Ledger } from './ledger.ts';
import { linuxEnvironment } from './linux-environment.ts';
import { rewriteEnvironment } from './rewrite-environment.ts';
import { EnvironmentLostError, type UBootEnvironment } from './uboot-environment.ts';

export interface StoredEnvironmentOptions {
  readonly boot: BootControl;
  readonly linux: (signal: AbortSignal) => Promise<RemoteShell>;
  readonly uboot: (signal: AbortSignal) => Promise<Shell>;
  readonly ledger: Ledger;
  readonly model: BoardModel;
  readonly emit: (event: EventBody) => void;
}

/** U-Boot's environment through Linux. Where the stored copy is lost and the ledger knows what it held, it is written anew first. */
export class StoredEnvironment {
  readonly #options: StoredEnvironmentOptions;
  constructor(options: StoredEnvironmentOptions) {
    this.#options = options;
  }

  async with<T>(act: (environment: UBootEnvironment, shell: RemoteShell) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { ledger, linux, model } = this.#options;
    const { environment: config } = model.provisioning;
    const shell = await linux(signal);
    try {
      return await act(linuxEnvironment(bound(shell, signal), config), shell);
    } catch (cause) {
      if (!(cause instanceof EnvironmentLostError) || !ledger.owed.whole) throw cause;
      await this.#rewrite(ledger.owed.whole, signal);
    }
    const again = await linux(signal);
    return act(linuxEnvironment(bound(again, signal), config), again);
  }

  /** At U-Boot's prompt: on a lost copy fw_setenv would store the tool's own defaults. */
  async #rewrite(whole: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
    const { boot, emit, uboot } = this.#options;
    const refused = await rewriteEnvironment(bound(await uboot(signal), signal), whole);
    const except = refused.length === 0 ? '' : `, except ${refused.join(', ')}, which U-Boot did not take`;
    emit({
      type: 'lab.noted',
      text: `U-Boot's stored environment was lost, as after a power cut while it is written; it was written anew as it was before this lab's first change${except}`,
    });
    await boot.reach('login', signal);
  }
}

/** As the shell, with a signal for every command. */
export const bound = (shell: Shell, signal: AbortSignal): Shell => ({
  via: shell.via,
  run: (command, options) => shell.run(command, { signal, ...options }),
  [Symbol.asyncDispose]: async () => {},
});
