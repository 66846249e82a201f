import { constants } from 'node:os';
import type { Client, ClientChannel } from 'ssh2';
import { ConnectionLostError } from '../../core/errors.ts';
import { monotonicMs } from '../../core/time.ts';
import type { OutputFile } from '../shell/output-file.ts';

export interface ExecRequest {
  readonly command: string;
  readonly input: string | Uint8Array;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
  /** Gets standard output, too, at its own pace. */
  readonly file?: OutputFile | undefined;
  /** The command itself is over; what it left running may hold its output open. */
  readonly onExit?: (status: number) => void;
  readonly signal: AbortSignal;
}

// sshd frees a session a moment after its channel has closed, and may be set to have few of them: nothing of a command that gets none has run. Host time.
const roomWithinMs = 10_000;
const roomEveryMs = 50;

/** Runs a command in a channel of its own; resolves with its exit status. Rejects with ConnectionLostError, or the signal's reason. */
export const execOver = async (client: Client, request: ExecRequest): Promise<number> => {
  const { command, signal } = request;
  signal.throwIfAborted();
  const until = monotonicMs() + roomWithinMs;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (): void => signal.removeEventListener('abort', onAbort);
    // A quick command's exit status may lie in the same packet as the channel's confirmation: listeners must be there before this returns.
    const opened = (error: Error | undefined, channel: ClientChannel): void => {
      if (error && isWithoutRoom(error) && !signal.aborted && monotonicMs() < until) return void setTimeout(open, roomEveryMs);
      settle();
      if (error) reject(noChannel(error));
      else if (signal.aborted) channel.close();
      else attend(channel, request).then(resolve, reject);
    };
    const open = (): void => {
      if (signal.aborted) return;
      try {
        client.exec(command, opened);
      } catch (cause) {
        settle();
        reject(new ConnectionLostError('the SSH link is down', { cause }));
      }
    };
    open();
  });
};

// RFC 4254, 5.1: SSH_OPEN_CONNECT_FAILED, by which OpenSSH refuses a session too many, and SSH_OPEN_RESOURCE_SHORTAGE.
const isWithoutRoom = (error: Error): boolean => 'reason' in error && (error.reason === 2 || error.reason === 4);

const attend = (channel: ClientChannel, { input, onStdout, onStderr, onExit, file, signal }: ExecRequest): Promise<number> =>
  new Promise((resolve, reject) => {
    let status: number | undefined;
    const onAbort = (): void => {
      reject(signal.reason);
      channel.close();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    // Both streams must be read, or 'close' never comes.
    channel.on('data', (chunk: Buffer) => {
      onStdout(chunk);
      if (!file || file.write(chunk)) return;
      channel.pause();
      file.onDrained(() => channel.resume());
    });
    channel.stderr.on('data', onStderr);
    channel.on('error', () => {});
    channel.on('exit', (code: number | null, name?: string) => {
      status = code ?? 128 + signalNumber(name);
      onExit?.(status);
    });
    channel.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      if (status === undefined) reject(new ConnectionLostError('the SSH link broke while a command was running'));
      else resolve(status);
    });
    channel.end(typeof input === 'string' ? input : Buffer.from(input));
  });

const noChannel = (cause: Error): ConnectionLostError =>
  new ConnectionLostError(`sshd opens no channel: ${cause.message}`, {
    cause,
    remedy: 'check MaxSessions in its configuration (10 unless set)',
  });

const signalNumber = (name: string | undefined): number => {
  const key = name?.startsWith('SIG') ? name : `SIG${name}`;
  return (constants.signals as Record<string, number | undefined>)[key] ?? 0;
};
