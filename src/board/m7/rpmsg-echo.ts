import { randomUUID } from 'node:crypto';
import { CommandError } from '../../core/errors.ts';
import { type RemoteShell, shellQuote } from '../../core/shell.ts';
import { anySignal, type Clock, type Duration, toMs } from '../../core/time.ts';

export interface RpmsgEchoOptions {
  readonly clock: Clock;
  /** For the channel to appear, and for the answer after that. */
  readonly within: Duration;
  readonly device?: string;
  readonly signal: AbortSignal;
}

/**
 * Sends text once over an RPMsg tty and resolves with what came back as soon as the text is in it, or with what there was when the time was over.
 * A message that gets lost stays lost. Throws CommandError where no channel appears.
 */
export const rpmsgEcho = async (
  shell: RemoteShell,
  text: string,
  { clock, within, device = '/dev/ttyRPMSG30', signal }: RpmsgEchoOptions,
): Promise<string> => {
  const mark = `/tmp/.hil-rpmsg-${randomUUID()}`;
  const over = new AbortController();
  const found = new AbortController();
  let heard = '';
  const hear = (piece: string): void => {
    heard += piece;
    // Not as many bytes as were sent: imx_rpmsg_tty's own `hello world!` comes back first.
    if (heard.includes(text)) found.abort();
  };
  const listening = shell.stream(listen(device, mark), hear, {
    asRoot: true,
    asItComes: true,
    signal: AbortSignal.any([signal, over.signal]),
  });
  const hungUp = listening.then(() => {});
  try {
    await Promise.race([send(shell, { text, device, mark, within, signal }), hungUp]);
    await Promise.race([hungUp, untilEither(found.signal, clock.overdue(toMs(within)), signal)]);
    signal.throwIfAborted();
    return heard;
  } finally {
    over.abort();
    await listening.catch(() => {});
  }
};

// The descriptor keeps what comes before dd reads; a terminal that echoes would send everything back to the M7. Not cat: busybox copies by
// sendfile, which holds sshd's pipe while the tty has nothing (fs/splice.c), and sshd, asleep on that pipe, serves nobody on the connection.
// In a subshell, since sshd's shell leads a session: the tty would become its controlling terminal, and hang up with it.
const listen = (device: string, mark: string): string =>
  `until [ -e ${device} ]; do sleep 0.2; done; (exec 3<${device}; stty -F ${device} raw -echo 2>/dev/null; : >${mark}; dd if=${device} bs=512 2>/dev/null); exit`;

interface Sending {
  readonly text: string;
  readonly device: string;
  readonly mark: string;
  readonly within: Duration;
  readonly signal: AbortSignal;
}

const send = async (shell: RemoteShell, { text, device, mark, within, signal }: Sending): Promise<void> => {
  const command = `until [ -e ${mark} ]; do sleep 0.1; done; rm -f ${mark}; printf '%s' ${shellQuote(text)} >${device}`;
  const isThere = `[ -e ${device} ]`;
  try {
    await shell.run(command, { asRoot: true, timeout: within, signal });
  } catch (cause) {
    if (!(cause instanceof CommandError) || (await shell.run(isThere, { asRoot: true, reject: false, signal })).exitCode === 0) throw cause;
    throw new CommandError(`the M7 offers no RPMsg channel: ${device} did not appear within ${within}`, 1, '', {
      cause,
      remedy: 'look in the kernel log for `creating channel`, and in the image for a resource table and a name service announcement',
    });
  }
};

const untilEither = (...signals: readonly AbortSignal[]): Promise<void> => {
  const any = anySignal(...signals);
  return new Promise((resolve) => {
    if (any.aborted) resolve();
    else any.addEventListener('abort', () => resolve(), { once: true });
  });
};
