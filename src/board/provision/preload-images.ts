import { createHash, randomBytes } from 'node:crypto';
import { FirmwareError, ProvisionError } from '../../core/errors.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { patchNonce } from '../../knowledge/firmware/nonce.ts';
import { toBin } from '../../knowledge/firmware/to-bin.ts';
import type { BoardModel, Provisioning } from '../models/board-model.ts';
import type { Variables } from './boot-variables.ts';
import type { FirmwareStore } from './firmware-store.ts';
import type { Ledger } from './ledger.ts';
import { preloadEnvironment } from './preload-environment.ts';
import { type PreloadImage, preloadImage } from './preload-image.ts';

export interface Preload {
  readonly image: PreloadImage;
  readonly variables: Variables;
  /** True when the file on the board is another one than before, so that a running preload is out of date. */
  readonly changed: boolean;
}

const ddrBase = 0x40000000;

interface Placed {
  readonly sha256: string;
  readonly bin: Uint8Array;
  readonly base: number;
  readonly nonce: string | undefined;
}

/** One file system, as Linux and as U-Boot name it. */
interface Folder {
  readonly linux: string;
  readonly uboot: string;
  readonly system: 'torizon' | 'bsp';
}

/** The flat images that U-Boot starts with bootaux, on storage that Linux and U-Boot both reach. */
export class PreloadImages {
  readonly #store: FirmwareStore;
  readonly #ledger: Ledger;
  readonly #model: BoardModel;
  readonly #made = new Map<string, Placed>();
  readonly #onBoard = new Map<string, string>();

  constructor(store: FirmwareStore, ledger: Ledger, model: BoardModel) {
    this.#store = store;
    this.#ledger = ledger;
    this.#model = model;
  }

  /** What the preloaded image of this name prints as its nonce. */
  nonceOf(name: string): string | undefined {
    return this.#made.get(name)?.nonce;
  }

  /** Puts the image on the board, once, and says which variables make U-Boot start it. Throws FirmwareError or ProvisionError. */
  async place(name: string, original: Variables, shell: RemoteShell, signal: AbortSignal): Promise<Preload> {
    const made = this.#make(name);
    this.#refuseTooLarge(name, made);
    const folder = await sharedFolder(shell, this.#model.provisioning, signal);
    // U-Boot's shell reads it in a variable.
    const file = `hil-${name.replace(/[^\w.-]/g, '-')}.bin`;
    const path = `${folder.linux}/${file}`;
    const changed = this.#onBoard.get(path) !== made.sha256;
    if (changed) {
      this.#ledger.noteFile(path);
      await shell.put(made.bin, path, { asRoot: true, mode: 0o644, signal });
      this.#onBoard.set(path, made.sha256);
    }
    const firmware = { ...this.#store.get(name), kind: 'm7-bin' as const, content: made.bin };
    const image = preloadImage(firmware, `${folder.uboot}/${file}`, { address: made.base });
    const variables = preloadEnvironment(image, this.#model.profile, { system: folder.system, bootcmd: original.bootcmd });
    return { image, variables, changed };
  }

  /** The file was not there when U-Boot looked for it: it is put there again. */
  forget(): void {
    this.#onBoard.clear();
  }

  // U-Boot would leave it out in the middle of its boot.
  #refuseTooLarge(name: string, { bin, base }: Placed): void {
    const { size } = this.#model.profile.uboot.tcm;
    if (base >= ddrBase || bin.byteLength <= size) return;
    throw new FirmwareError(`${name} has ${bin.byteLength} bytes as a flat image, and the tightly coupled memory has ${size}`, {
      remedy: 'link it for DDR, or without a hole between code and data',
    });
  }

  #make(name: string): Placed {
    const known = this.#made.get(name);
    if (known) return known;
    const { content } = this.#store.get(name);
    const nonce = randomBytes(4).toString('hex');
    const patched = patchNonce(content, nonce);
    const { bytes, base } = toBin(patched ?? content, { leaveOutStartVector: this.#model.target });
    const made = { bin: bytes, base, sha256: createHash('sha256').update(bytes).digest('hex'), nonce: patched && nonce };
    this.#made.set(name, made);
    return made;
  }
}

// The reference image has a boot partition of its own.
const sharedFolder = async (shell: RemoteShell, provisioning: Provisioning, signal: AbortSignal): Promise<Folder> => {
  const { bootPartition, firmwareFolder, firmwareFolderOfUBoot } = provisioning;
  const { stdout } = await shell.run(`. /etc/os-release; echo "$ID"; awk '$1 == "${bootPartition}" { print $2; exit }' /proc/mounts`, {
    signal,
    reject: false,
  });
  const [id = '', boot] = stdout.trim().split('\n');
  if (/torizon/i.test(id)) {
    return { linux: firmwareFolder, uboot: firmwareFolderOfUBoot, system: 'torizon' };
  }
  if (boot) return { linux: boot, uboot: '', system: 'bsp' };
  throw new ProvisionError('there is no place for a preload image that both Linux and U-Boot reach', {
    evidence: [`ssh: ${stdout.trim()}`],
    remedy: `mount the boot partition ${bootPartition}`,
  });
};
