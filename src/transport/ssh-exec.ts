import { constants } from 'node:os';
import type { Client, ClientChannel } from 'ssh2';
import { ConnectionLostError } from '../core/errors.ts';

export interface ExecRequest {
  readonly command: string;
  readonly input: string;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
  readonly signal: AbortSignal;
}

/** Runs a command in a channel of its own; resolves with its exit status. Rejects with ConnectionLostError, or the signal's reason. */
export const execOver = async (client: Client, { command, input, onStdout, onStderr, signal }: ExecRequest): Promise<number> => {
  signal.throwIfAborted();
  const channel = await openChannel(client, command, signal);
  return new Promise((resolve, reject) => {
    let status: number | undefined;
    const onAbort = (): void => {
      reject(signal.reason);
      channel.close();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    // Both streams must be read, or 'close' never comes.
    channel.on('data', onStdout);
    channel.stderr.on('data', onStderr);
    channel.on('error', () => {});
    channel.on('exit', (code: number | null, name?: string) => {
      status = code ?? 128 + signalNumber(name);
    });
    channel.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      if (status === undefined) reject(new ConnectionLostError('the SSH link broke while a command was running'));
      else resolve(status);
    });
    channel.end(input);
  });
};

const openChannel = (client: Client, command: string, signal: AbortSignal): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const opened = (error: Error | undefined, channel: ClientChannel): void => {
      signal.removeEventListener('abort', onAbort);
      if (error)
        reject(
          new ConnectionLostError(`sshd opens no channel: ${error.message}`, {
            cause: error,
            remedy: 'check MaxSessions in its configuration (10 unless set)',
          }),
        );
      else if (signal.aborted) channel.close();
      else resolve(channel);
    };
    try {
      client.exec(command, opened);
    } catch (cause) {
      reject(new ConnectionLostError('the SSH link is down', { cause }));
    }
  });

const signalNumber = (name: string | undefined): number => {
  const key = name?.startsWith('SIG') ? name : `SIG${name}`;
  return (constants.signals as Record<string, number | undefined>)[key] ?? 0;
};
