import type { Console } from '../../core/console.ts';
import { BootError, ConnectionLostError, type HilErrorOptions, PortError } from '../../core/errors.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { boardClock, type Duration } from '../../core/time.ts';
import { failureCode } from '../../drivers/console/tcp-socket.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { Dialogue } from '../boot/dialogue.ts';
import { freshLine } from '../boot/login.ts';
import type { LinuxLink } from './linux-link.ts';

export interface LinuxAccess {
  readonly link: LinuxLink | undefined;
  readonly console: Console;
  readonly profile: BoardProfile;
  /** True while the console is Linux's: Enter at U-Boot's prompt would repeat a command. */
  readonly isLinux: () => boolean;
  /** Resolves once it is known whether what the console says of a reset is true. */
  readonly settled: () => Promise<unknown>;
  /** When the boot in progress began: another one means that the board has reset. */
  readonly bootedAt: () => number | undefined;
}

const sshWithin: Duration = '90s';
const answerWithin: Duration = '5s';
// In host time, which is no shorter than the board's. A system that goes down ends sshd and its logins together, each in its own time.
const goesDownWithinMs = 1500;

/**
 * SSH to a Linux that is up or coming up. Where nobody lets us in, or the link breaks, the console is asked in the same moment, and its answer
 * decides whose fault that is. Throws what RemoteHost.connect throws, or PortError; so does what is done with the shell.
 */
export const shellThrough = async (access: LinuxAccess, signal: AbortSignal): Promise<RemoteShell> => {
  const { link } = access;
  if (!link) throw new BootError('this board has no SSH', { remedy: 'give it `ssh: sshShell({ … })` in the lab file' });
  const judged = <T>(attempt: () => Promise<T>): Promise<T> => judgedBy(access, signal, attempt);
  const shell = await judged(() => link.shell(sshWithin, signal));
  return {
    via: shell.via,
    closed: shell.closed,
    run: (command, options) => judged(() => shell.run(command, options)),
    put: (content, path, options) => judged(() => shell.put(content, path, options)),
    get: (path, options) => judged(() => shell.get(path, options)),
    stream: (command, onLine, options) => judged(() => shell.stream(command, onLine, options)),
    [Symbol.asyncDispose]: () => shell[Symbol.asyncDispose](),
  };
};

const judgedBy = async <T>(access: LinuxAccess, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> => {
  const boot = access.bootedAt();
  try {
    return await attempt();
  } catch (cause) {
    if (!(cause instanceof ConnectionLostError) || signal.aborted) throw cause;
    await access.settled();
    if (!access.isLinux() || access.bootedAt() !== boot) throw cause;
    const answer = await stillAnswers(access, signal);
    // The board has reset or gone down, which says more than the link that broke with it.
    if (!access.isLinux() || access.bootedAt() !== boot) throw cause;
    throw explained(cause, answer, access.link?.wasUp ?? false);
  }
};

/** As `askConsole`, a second time where a link was there: its end may be the first sign of a system that goes down. */
const stillAnswers = async (access: LinuxAccess, signal: AbortSignal): Promise<readonly string[] | undefined> => {
  const answer = await askConsole(access, signal);
  if (!answer || !access.link?.wasUp) return answer;
  await boardClock().sleep(goesDownWithinMs, signal);
  return access.isLinux() ? askConsole(access, signal) : answer;
};

const explained = (error: ConnectionLostError, answer: readonly string[] | undefined, wasUp: boolean): Error => {
  const about = (evidence: readonly string[]): HilErrorOptions => ({
    cause: error,
    evidence: [...error.evidence, ...evidence],
    ...(error.remedy ? { remedy: error.remedy } : {}),
  });
  if (!answer) return new ConnectionLostError(`${error.message}, and Linux does not answer on its console either`, about([]));
  const both = `${error.message}, while Linux answers at the login prompt on its console`;
  // An sshd that let us in before and is gone on a system that is up: somebody on the board ended it. Anything else is address, port, cable or network.
  const isEnded = wasUp && failureCode(error.cause) === 'ECONNREFUSED';
  return isEnded ? new ConnectionLostError(both, about(answer)) : new PortError(both, about(answer));
};

/** What the console says to Enter; undefined when it is no prompt. */
export const askConsole = async (
  { console, profile }: Pick<LinuxAccess, 'console' | 'profile'>,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> => {
  const { loginPrompt: login, shellPrompt: shell } = profile.linux;
  const dialogue = new Dialogue(console, signal);
  await dialogue.type(freshLine);
  return (await dialogue.hear({ login, shell }, answerWithin)) === undefined ? undefined : dialogue.evidence();
};
