import type { RemoteHost, RemoteShell } from '../../../core/shell.ts';

interface Told {
  readonly serial: string;
  /** One letter, of which its boot id is made. */
  readonly boot: string;
  /** Seconds. */
  readonly up: number;
}

/** An sshd behind which a Linux tells who it is, and nothing else. */
export const hostSaying = ({ serial, boot, up }: Told): RemoteHost => {
  const bootId = [8, 4, 4, 4, 12].map((length) => boot.repeat(length)).join('-');
  const shell = {
    via: 'ssh',
    run: async () => ({ exitCode: 0, stdout: `${serial}\n\n${bootId}\n${up.toFixed(2)} 70.10\n`, stderr: '', durationMs: 1 }),
    [Symbol.asyncDispose]: async () => {},
  };
  return { connect: async () => shell as unknown as RemoteShell, [Symbol.asyncDispose]: async () => {} };
};
