import { createHash, randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import type { Client, SFTPWrapper } from 'ssh2';
import { CommandError, ConnectionLostError, HilError } from '../../core/errors.ts';
import { type Output, type RunOptions, shellQuote } from '../../core/shell.ts';
import { type Pipe, readByCat, writeByCat } from './cat-file.ts';

export interface FileLink {
  /** Undefined where SFTP is not to be asked for. */
  readonly client: Client | undefined;
  /** Aborts with the link's end. */
  readonly down: AbortSignal;
  readonly run: (command: string, options?: RunOptions) => Promise<Output>;
  /** Where there is no SFTP. */
  readonly pipe: Pipe;
}

export interface PutOptions {
  readonly mode?: number;
  readonly asRoot?: boolean;
  readonly signal?: AbortSignal;
}

// The whole of an OS image over a slow link; the link itself is watched by keepalives.
const fileTimeout = '10min';

/** Writes to a temporary name, compares the SHA-256 of what the board reads back, and renames: there is never half a file under the name. */
export const putFile = async (
  link: FileLink,
  content: Uint8Array,
  path: string,
  { mode = 0o644, asRoot = false, signal }: PutOptions,
): Promise<void> => {
  signal?.throwIfAborted();
  const options: RunOptions = { asRoot, timeout: fileTimeout, ...(signal ? { signal } : {}) };
  const beside = `${path}.${randomUUID()}`;
  const upload = asRoot ? `/tmp/${posix.basename(beside)}` : beside;
  const [target, temporary, uploaded, folder] = [path, beside, upload, posix.dirname(path)].map(shellQuote) as [
    string,
    string,
    string,
    string,
  ];
  try {
    await link.run(`mkdir -p ${folder}`, options);
    await withSftp(
      link,
      signal,
      (sftp) => writeAll(sftp, upload, content, asRoot ? 0o600 : mode),
      (end) => writeByCat(link.pipe, upload, content, end),
    );
    const permissions = mode.toString(8);
    const placed = asRoot
      ? `install -m ${permissions} -o root -g root -- ${uploaded} ${temporary}`
      : `chmod ${permissions} -- ${temporary}`;
    const { stdout } = await link.run(`${placed} && sha256sum -- ${temporary}`, options);
    compare(stdout, content, path);
    // The power may go at any time: what was written must be on the eMMC, not in its cache.
    await link.run(`mv -f -- ${temporary} ${target} && rm -f -- ${uploaded} && sync`, options);
  } catch (cause) {
    if (!link.down.aborted) await link.run(`rm -f -- ${uploaded} ${temporary}`, { asRoot, reject: false }).catch(() => {});
    throw refusalOf(cause, path, content.byteLength) ?? cause;
  }
};

// What a file system says for itself (errno(3)), whatever is put on it; the product was not asked.
const refusals: readonly (readonly [said: RegExp, remedy: string])[] = [
  [/No space left on device|Disk quota exceeded/, 'remove what is not needed on the eMMC of the board, or flash it anew'],
  [
    /Read-only file system|Input\/output error|Structure needs cleaning/,
    'look for errors of the medium in dmesg, since Linux stops writing to a file system that is damaged; or name a folder that can be written to',
  ],
];

// As the health check has it, which looks for room before the first scenario.
const refusalOf = (cause: unknown, path: string, bytes: number): HilError | undefined => {
  if (!(cause instanceof CommandError)) return undefined;
  for (const [said, remedy] of refusals) {
    const [words] = said.exec(cause.stderr) ?? [];
    if (words === undefined) continue;
    const what = /No space|quota/.test(words) ? 'has no room left for' : 'does not take';
    return new HilError('lab', `the board ${what} ${path}, ${bytes} bytes: ${words}`, { cause, evidence: cause.evidence, remedy });
  }
  return undefined;
};

export const getFile = (link: FileLink, path: string, signal: AbortSignal | undefined): Promise<Uint8Array> =>
  withSftp(
    link,
    signal,
    (sftp) =>
      new Promise((resolve, reject) => {
        sftp.readFile(path, (cause, content) =>
          cause ? reject(refused(`cannot read ${path} on the board`, cause)) : resolve(Uint8Array.from(content)),
        );
      }),
    (end) => readByCat(link.pipe, path, end),
  );

const compare = (said: string, content: Uint8Array, path: string): void => {
  const expected = createHash('sha256').update(content).digest('hex');
  const [, actual] = /^\\?([0-9a-f]{64})\b/m.exec(said) ?? [];
  if (actual === expected) return;
  // Whatever lost it, nothing of the product was asked.
  throw new HilError('lab', `${path} was not written as sent: SHA-256 ${actual ?? 'unknown'} instead of ${expected}`, {
    evidence: [`${content.byteLength} bytes were sent`],
    remedy: 'check the free space and the health of the eMMC on the board',
  });
};

const writeAll = (sftp: SFTPWrapper, path: string, content: Uint8Array, mode: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const file = sftp.createWriteStream(path, { mode });
    file.on('error', (cause: Error) => reject(refused(`cannot write ${path} on the board`, cause)));
    file.on('close', () => resolve());
    file.end(content);
  });

const withSftp = async <T>(
  { client, down }: FileLink,
  signal: AbortSignal | undefined,
  use: (sftp: SFTPWrapper) => Promise<T>,
  without: (end: AbortSignal) => Promise<T>,
): Promise<T> => {
  const end = signal ? AbortSignal.any([down, signal]) : down;
  end.throwIfAborted();
  const sftp = client && (await openSftp(client));
  if (!sftp) return without(end);
  let onAbort = (): void => {};
  try {
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(end.reason);
      end.addEventListener('abort', onAbort, { once: true });
    });
    return await Promise.race([use(sftp), aborted]);
  } finally {
    end.removeEventListener('abort', onAbort);
    sftp.end();
  }
};

/** Undefined where the other side has none. */
const openSftp = (client: Client): Promise<SFTPWrapper | undefined> =>
  new Promise((resolve, reject) => {
    try {
      client.sftp((cause, sftp) => resolve(cause ? undefined : sftp));
    } catch (cause) {
      reject(new ConnectionLostError('the SSH link is down', { cause }));
    }
  });

const refused = (what: string, cause: Error): CommandError =>
  new CommandError(`${what}: ${cause.message}`, 1, cause.message, {
    cause,
    remedy: 'check the path, its owner and the free space; asRoot writes where the login may not',
  });
