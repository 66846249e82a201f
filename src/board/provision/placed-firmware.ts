import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FirmwarePlace } from '../../core/scenario.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { patchNonce } from '../../knowledge/firmware/nonce.ts';
import type { BootControl } from '../boot/boot-control.ts';
import type { BoardModel } from '../models/board-model.ts';
import { FirmwareFolder } from './firmware-folder.ts';
import type { StoredFirmware } from './firmware-store.ts';
import type { Ledger } from './ledger.ts';

export interface PlacedFirmwareOptions {
  readonly boot: BootControl;
  readonly linux: (signal: AbortSignal) => Promise<RemoteShell>;
  readonly ledger: Ledger;
  readonly model: BoardModel;
}

interface Opened {
  readonly bootedAt: number | undefined;
  readonly wanted: FirmwarePlace | undefined;
  readonly folder: FirmwareFolder;
}

/** The images for Linux on the board, where the kernel of the boot in progress finds them. */
export class PlacedFirmware {
  readonly #options: PlacedFirmwareOptions;
  #opened: Opened | undefined;

  constructor(options: PlacedFirmwareOptions) {
    this.#options = options;
  }

  /** Puts the image there with a nonce that no earlier start had. */
  async place(
    firmware: StoredFirmware,
    wanted: FirmwarePlace | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly file: string; readonly nonce: string | undefined }> {
    const nonce = randomBytes(4).toString('hex');
    const patched = patchNonce(firmware.content, nonce);
    const shell = await this.#options.linux(signal);
    const folder = await this.#folder(wanted, shell, signal);
    const name = `hil-${firmware.name.replace(/[^\w.-]/g, '-')}.elf`;
    const file = await folder.place(shell, name, patched ?? firmware.content, signal);
    return { file, nonce: patched ? nonce : undefined };
  }

  /** Gives the kernel its own search path back, where it is still the kernel that was told another one. */
  async close(shell: RemoteShell, signal: AbortSignal): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened && opened.bootedAt === this.#options.boot.bootedAt) await opened.folder.close(shell, signal);
  }

  async #folder(wanted: FirmwarePlace | undefined, shell: RemoteShell, signal: AbortSignal): Promise<FirmwareFolder> {
    const { boot, ledger, model } = this.#options;
    const { bootedAt } = boot;
    if (this.#opened?.bootedAt === bootedAt && this.#opened && isDeepStrictEqual(this.#opened.wanted, wanted)) return this.#opened.folder;
    await this.close(shell, signal);
    const { firmwareFolder: writable } = model.provisioning;
    const folder = await (wanted
      ? FirmwareFolder.openAt(shell, wanted, ledger, signal)
      : FirmwareFolder.open(shell, writable, ledger, signal));
    this.#opened = { bootedAt, wanted, folder };
    return folder;
  }
}
