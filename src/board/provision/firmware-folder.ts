import { HilError, ProvisionError } from '../../core/errors.ts';
import type { FirmwarePlace } from '../../core/scenario.ts';
import { type RemoteShell, shellQuote } from '../../core/shell.ts';
import type { Ledger } from './ledger.ts';

const searchPathParameter = '/sys/module/firmware_class/parameters/path';

const bspFolder = '/lib/firmware';

/** Where this boot's kernel finds firmware that we put there. */
export class FirmwareFolder {
  readonly path: string;
  readonly #ledger: Ledger;
  readonly #originalSearchPath: string | undefined;
  private constructor(ledger: Ledger, path: string, originalSearchPath: string | undefined) {
    this.#ledger = ledger;
    this.path = path;
    this.#originalSearchPath = originalSearchPath;
  }

  /** Picks /lib/firmware where it can be written, else `writable` and the kernel's search path. Throws ProvisionError. */
  static async open(shell: RemoteShell, writable: string, ledger: Ledger, signal: AbortSignal): Promise<FirmwareFolder> {
    const probe = `${bspFolder}/.hil-probe`;
    const isWritable = await shell.run(`mkdir -p ${bspFolder} && touch ${probe} && rm ${probe}`, { asRoot: true, reject: false, signal });
    if (isWritable.exitCode === 0) return new FirmwareFolder(ledger, bspFolder, undefined);
    return FirmwareFolder.#searched(shell, writable, ledger, signal);
  }

  /** Where the scenario says. Throws HilError of the suite for a folder or a volume that the board does not have. */
  static async openAt(shell: RemoteShell, place: FirmwarePlace, ledger: Ledger, signal: AbortSignal): Promise<FirmwareFolder> {
    const path = 'volume' in place ? await volumeFolder(shell, place.volume, signal) : place.folder;
    const isThere = await shell.run(`test -d ${shellQuote(path)}`, { asRoot: true, reject: false, signal });
    if (isThere.exitCode !== 0)
      throw new HilError('suite', `the board has no folder ${path}`, {
        remedy: 'have the image or the container make it, or name another one',
      });
    return FirmwareFolder.#searched(shell, path, ledger, signal);
  }

  static async #searched(shell: RemoteShell, path: string, ledger: Ledger, signal: AbortSignal): Promise<FirmwareFolder> {
    const { stdout } = await shell.run(`cat ${searchPathParameter}`, { signal });
    await search(shell, path, signal);
    return new FirmwareFolder(ledger, path, textOf(stdout));
  }

  /** Copies the image and answers with the name to write into remoteproc's `firmware`. */
  async place(shell: RemoteShell, name: string, content: Uint8Array, signal: AbortSignal): Promise<string> {
    const path = `${this.path}/${name}`;
    this.#ledger.noteFile(path);
    await shell.put(content, path, { asRoot: true, mode: 0o644, signal });
    return name;
  }

  /** Gives the kernel its own search path back; the files are the ledger's. */
  async close(shell: RemoteShell, signal: AbortSignal): Promise<void> {
    if (this.#originalSearchPath !== undefined) await search(shell, this.#originalSearchPath, signal);
  }
}

// What a container has at its mount point is this folder of the host; the kernel looks with the host's eyes.
const volumeFolder = async (shell: RemoteShell, volume: string, signal: AbortSignal): Promise<string> => {
  const asked = await shell.run(`docker volume inspect --format '{{.Mountpoint}}' ${shellQuote(volume)}`, {
    asRoot: true,
    reject: false,
    signal,
  });
  const path = asked.stdout.trim();
  if (asked.exitCode === 0 && path.startsWith('/')) return path;
  throw new HilError('suite', `the board has no Docker volume '${volume}'`, {
    evidence: [`ssh: docker volume inspect: ${asked.stderr.trim() || path || `exit status ${asked.exitCode}`}`],
    remedy: 'start the container that makes it, or `docker volume create` it',
  });
};

// Kernels up to 6.1 keep a trailing newline as part of the path (firmware_class, main.c), hence printf; a lone NUL empties it, since writing nothing is no write.
const search = async (shell: RemoteShell, folder: string, signal: AbortSignal): Promise<void> => {
  const value = folder === '' ? `'\\0'` : `%s ${shellQuote(folder)}`;
  await shell.run(`printf ${value} > ${searchPathParameter}`, { asRoot: true, signal });
  const { stdout } = await shell.run(`cat ${searchPathParameter}`, { signal });
  if (textOf(stdout) === folder) return;
  throw new ProvisionError(`the kernel's firmware search path is ${JSON.stringify(stdout)} after writing '${folder}'`, {
    remedy: `look at ${searchPathParameter} with od -c`,
  });
};

// What the kernel has is a C string; its sysfs file ends it with a newline.
const textOf = (parameter: string): string => parameter.replace(/[\0\n].*$/s, '');
