import type { BoardProfile } from '../boot/board-profile.ts';
import { Dialogue } from '../boot/dialogue.ts';
import { freshLine } from '../boot/login.ts';
import type { Console } from '../core/console.ts';
import { BootError, ConnectionLostError, type HilErrorOptions, PortError } from '../core/errors.ts';
import type { RemoteShell } from '../core/shell.ts';
import type { Duration } from '../core/time.ts';
import { failureCode } from '../transport/tcp-socket.ts';
import type { LinuxLink } from './linux-link.ts';

export interface LinuxDoor {
  readonly link: LinuxLink | undefined;
  readonly console: Console;
  readonly profile: BoardProfile;
  /** True while the console is Linux's: Enter at U-Boot's prompt would repeat a command. */
  readonly isLinux: () => boolean;
}

const sshWithin: Duration = '90s';
const answerWithin: Duration = '5s';

/**
 * SSH to a Linux that is up or coming up. Where nobody lets us in, the console is asked in the same moment, and its answer decides whose fault that is.
 * Throws what RemoteHost.connect throws, or PortError.
 */
export const shellThrough = async (door: LinuxDoor, signal: AbortSignal): Promise<RemoteShell> => {
  const { link, isLinux } = door;
  if (!link) throw new BootError('this board has no SSH', { remedy: 'give it `ssh: sshShell({ … })` in the lab file' });
  try {
    return await link.shell(sshWithin, signal);
  } catch (cause) {
    if (!(cause instanceof ConnectionLostError) || signal.aborted || !isLinux()) throw cause;
    throw explained(cause, await askConsole(door, signal));
  }
};

// No packet of the board came back: that says something about address, cable and network, and nothing about the system on the board.
const noAnswer: ReadonlySet<string> = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

const explained = (error: ConnectionLostError, answer: readonly string[] | undefined): Error => {
  const about = (evidence: readonly string[]): HilErrorOptions => ({
    cause: error,
    evidence: [...error.evidence, ...evidence],
    ...(error.remedy ? { remedy: error.remedy } : {}),
  });
  if (!answer) return new ConnectionLostError(`${error.message}, and Linux does not answer on its console either`, about([]));
  const both = `${error.message}, while Linux answers at the login prompt on its console`;
  return noAnswer.has(failureCode(error.cause)) ? new PortError(both, about(answer)) : new ConnectionLostError(both, about(answer));
};

/** What the console says to Enter; undefined when it is no prompt. */
const askConsole = async ({ console, profile }: LinuxDoor, signal: AbortSignal): Promise<readonly string[] | undefined> => {
  const { loginPrompt: login, shellPrompt: shell } = profile.linux;
  const dialogue = new Dialogue(console, signal);
  await dialogue.type(freshLine);
  return (await dialogue.hear({ login, shell }, answerWithin)) === undefined ? undefined : dialogue.evidence();
};
