import { constants } from 'node:os';
import type { Client, ClientChannel } from 'ssh2';
import { ConnectionLostError } from '../../core/errors.ts';
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

/** Runs a command in a channel of its own; resolves with its exit status. Rejects with ConnectionLostError, or the signal's reason. */
export const execOver = async (client: Client, request: ExecRequest): Promise<number> => {
  const { command, signal } = request;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    // A quick command's exit status may lie in the same packet as the channel's confirmation: listeners must be there before this returns.
    const opened = (error: Error | undefined, channel: ClientChannel): void => {
      signal.removeEventListener('abort', onAbort);
      if (error) reject(noChannel(error));
      else if (signal.aborted) channel.close();
      else attend(channel, request).then(resolve, reject);
    };
    try {
      client.exec(command, opened);
    } catch (cause) {
      reject(new ConnectionLostError('the SSH link is down', { cause }));
    }
  });
};

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
