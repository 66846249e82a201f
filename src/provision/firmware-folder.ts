import { ProvisionError } from '../core/errors.ts';
import { type RemoteShell, shellQuote } from '../core/shell.ts';
import type { Ledger } from './ledger.ts';

const searchPathParameter = '/sys/module/firmware_class/parameters/path';

// On Torizon /usr, and so /lib/firmware, is read-only and /var is what is left; the kernel opens the path in init's mount namespace.
const writableFolder = '/var/lib/hil-firmware';
const bspFolder = '/lib/firmware';

/** Where this boot's kernel finds firmware that we put there. */
export class FirmwareFolder {
  readonly path: string;
  readonly #shell: RemoteShell;
  readonly #ledger: Ledger;
  readonly #originalSearchPath: string | undefined;
  private constructor(shell: RemoteShell, ledger: Ledger, path: string, originalSearchPath: string | undefined) {
    this.#shell = shell;
    this.#ledger = ledger;
    this.path = path;
    this.#originalSearchPath = originalSearchPath;
  }

  /** Picks /lib/firmware where it can be written, else a folder under /var and the kernel's search path. Throws ProvisionError. */
  static async open(shell: RemoteShell, ledger: Ledger, signal: AbortSignal): Promise<FirmwareFolder> {
    const probe = `${bspFolder}/.hil-probe`;
    const writable = await shell.run(`mkdir -p ${bspFolder} && touch ${probe} && rm ${probe}`, { asRoot: true, reject: false, signal });
    if (writable.exitCode === 0) return new FirmwareFolder(shell, ledger, bspFolder, undefined);
    const { stdout } = await shell.run(`cat ${searchPathParameter}`, { signal });
    const folder = new FirmwareFolder(shell, ledger, writableFolder, stdout.replace(/\n$/, ''));
    await folder.#search(writableFolder, signal);
    return folder;
  }

  /** Copies the image and answers with the name to write into remoteproc's `firmware`. */
  async place(name: string, content: Uint8Array, signal: AbortSignal): Promise<string> {
    const path = `${this.path}/${name}`;
    this.#ledger.noteFile(path);
    await this.#shell.put(content, path, { asRoot: true, mode: 0o644, signal });
    return name;
  }

  /** Gives the kernel its own search path back; the files are the ledger's. */
  async close(signal: AbortSignal): Promise<void> {
    if (this.#originalSearchPath !== undefined) await this.#search(this.#originalSearchPath, signal);
  }

  // Kernels up to 6.1 keep a trailing newline as part of the path (firmware_class, main.c), hence printf; a lone NUL empties it, since writing nothing is no write.
  async #search(folder: string, signal: AbortSignal): Promise<void> {
    const value = folder === '' ? `'\\0'` : `%s ${shellQuote(folder)}`;
    await this.#shell.run(`printf ${value} > ${searchPathParameter}`, { asRoot: true, signal });
    const { stdout } = await this.#shell.run(`cat ${searchPathParameter}`, { signal });
    if (stdout.replace(/\n$/, '') === folder) return;
    throw new ProvisionError(`the kernel's firmware search path is ${JSON.stringify(stdout)} after writing '${folder}'`, {
      remedy: `look at ${searchPathParameter} with od -c`,
    });
  }
}
