import { PortError } from '../core/errors.ts';
import type { RemoteHost, RemoteShell } from '../core/shell.ts';
import { anySignal, type Clock, type Duration, toMs } from '../core/time.ts';
import { identityOf } from './health/board-identity.ts';
import type { LinuxLink } from './linux/linux-link.ts';

export interface BesideConsoleParts {
  readonly link: Pick<LinuxLink, 'open'> | undefined;
  readonly host: RemoteHost | undefined;
  readonly clock: Clock;
}

/**
 * Linux of this board over SSH, without a word on its console. `within`: in board time. Whoever asks disposes of it; a connection that was open stays
 * so. Rejects when nobody answers, and with PortError when it is not known to be this board.
 */
export type LinuxBesideConsole = (within: Duration, signal: AbortSignal) => Promise<RemoteShell>;

/**
 * Known by its serial number alone, for where the console is what is in doubt: a new connection asks for a login there after a boot that the console
 * did not show.
 */
export const linuxBesideConsole =
  ({ link, host, clock }: BesideConsoleParts, board: { readonly serial: string | undefined }): LinuxBesideConsole =>
  async (within, signal) => {
    const open = link?.open;
    if (open && (await answers(open, signal))) return { ...open, [Symbol.asyncDispose]: async () => {} };
    if (!host) throw new PortError('this board has no SSH');
    const known = await host.hostKeys?.pinned();
    using overdue = clock.overdue(toMs(within));
    const asking = anySignal(signal, overdue);
    try {
      return await ofSerial(await host.connect({ within, signal: asking }), board.serial, asking);
    } finally {
      // One that nobody knew is not kept for what the console has not proven.
      if (known === undefined) await host.hostKeys?.forget();
    }
  };

/** Whether it answers at all. Rejects with the signal's reason alone. */
export const answersBeside = async (linux: LinuxBesideConsole, signal: AbortSignal): Promise<boolean> => {
  try {
    await using _shell = await linux('15s', signal);
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
};

// A link that is still open may have nobody at its other end.
const answers = async (shell: RemoteShell, signal: AbortSignal): Promise<boolean> => {
  try {
    await shell.run('true', { timeout: '10s', signal });
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
};

const ofSerial = async (shell: RemoteShell, serial: string | undefined, signal: AbortSignal): Promise<RemoteShell> => {
  try {
    const found = await identityOf(shell, signal);
    if (serial !== undefined && found.serial === serial) return shell;
    throw new PortError(
      `SSH leads to a board with serial number ${found.serial ?? 'unknown'}; that of this board is ${serial ?? 'unknown'}`,
    );
  } catch (cause) {
    await shell[Symbol.asyncDispose]();
    throw cause;
  }
};
