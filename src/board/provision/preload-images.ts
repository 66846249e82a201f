import { createHash, randomBytes } from 'node:crypto';
import { FirmwareError, ProvisionError } from '../../core/errors.ts';
import type { PreloadForm, PreloadSource } from '../../core/scenario.ts';
import type { RemoteShell } from '../../core/shell.ts';
import type { FlatImage } from '../../knowledge/firmware/flat-image.ts';
import { patchNonce } from '../../knowledge/firmware/nonce.ts';
import { type Bin, toBin } from '../../knowledge/firmware/to-bin.ts';
import type { BoardModel, Provisioning } from '../models/board-model.ts';
import type { Variables } from './boot-variables.ts';
import type { FirmwareStore, StoredFirmware } from './firmware-store.ts';
import type { Ledger } from './ledger.ts';
import { preloadEnvironment } from './preload-environment.ts';
import { type PreloadImage, preloadImage } from './preload-image.ts';
import type { NetworkFile, ServedFiles } from './served-files.ts';

export interface Preload {
  readonly image: PreloadImage;
  readonly variables: Variables;
  /** True when the file on the board is another one than before, so that a running preload is out of date. */
  readonly changed: boolean;
}

export interface PreloadImagesOptions {
  readonly board: string;
  readonly store: FirmwareStore;
  readonly ledger: Ledger;
  readonly model: BoardModel;
  readonly served: ServedFiles;
}

const ddrBase = 0x40000000;

interface WantedPreload {
  readonly name: string;
  readonly form: PreloadForm;
  readonly from: PreloadSource;
}

interface Placed {
  readonly form: PreloadForm;
  readonly sha256: string;
  readonly content: Uint8Array;
  /** Where a flat image has to lie. */
  readonly base: number;
}

/** One file system, as Linux and as U-Boot name it. */
interface Folder {
  readonly linux: string;
  readonly uboot: string;
  readonly system: 'torizon' | 'bsp';
}

/** Where U-Boot finds an image. */
interface Source {
  readonly path: string;
  readonly served?: NetworkFile;
  readonly changed: boolean;
}

/** The images that U-Boot starts with bootaux, on storage that Linux and U-Boot both reach or behind TFTP. */
export class PreloadImages {
  readonly #store: FirmwareStore;
  readonly #ledger: Ledger;
  readonly #served: ServedFiles;
  readonly #board: string;
  readonly #model: BoardModel;
  readonly #made = new Map<string, Placed>();
  readonly #nonces = new Map<string, string>();
  readonly #onBoard = new Map<string, string>();

  constructor({ board, store, ledger, model, served }: PreloadImagesOptions) {
    this.#board = board;
    this.#store = store;
    this.#ledger = ledger;
    this.#model = model;
    this.#served = served;
  }

  /** What the preloaded image of this name prints as its nonce. */
  nonceOf(name: string): string | undefined {
    return this.#nonces.get(name);
  }

  /** Of all images that were made. */
  get nonces(): Iterable<string> {
    return this.#nonces.values();
  }

  /** Puts the image where U-Boot gets it, once, and says which variables make U-Boot start it. Throws FirmwareError, ProvisionError or HilError of the lab. */
  async place({ name, form, from }: WantedPreload, original: Variables, shell: RemoteShell, signal: AbortSignal): Promise<Preload> {
    const made = this.#make(name, form);
    this.#refuseTooLarge(name, made);
    const folder = await sharedFolder(shell, this.#model.provisioning, signal);
    // U-Boot's shell reads it in a variable.
    const file = `hil-${name.replace(/[^\w.-]/g, '-')}.${form}`;
    const { path, served, changed } =
      from === 'tftp' ? await this.#serve(file, made) : await this.#write(file, made, folder, shell, signal);
    const firmware = { ...this.#store.get(name), kind: form === 'elf' ? ('m7-elf' as const) : ('m7-bin' as const), content: made.content };
    const image = preloadImage(firmware, path, { address: made.base, ...(served ? { served } : {}) });
    const variables = preloadEnvironment(image, this.#model.profile, { system: folder.system, bootcmd: original.bootcmd });
    return { image, variables, changed };
  }

  async #serve(file: string, { content }: Placed): Promise<Source> {
    const { file: served, changed } = await this.#served.place(`${this.#board}-${file}`, content);
    return { path: served.path, served, changed };
  }

  async #write(file: string, made: Placed, folder: Folder, shell: RemoteShell, signal: AbortSignal): Promise<Source> {
    const path = `${folder.linux}/${file}`;
    const changed = this.#onBoard.get(path) !== made.sha256;
    if (changed) {
      this.#ledger.noteFile(path);
      await shell.put(made.content, path, { asRoot: true, mode: 0o644, signal });
      this.#onBoard.set(path, made.sha256);
    }
    return { path: `${folder.uboot}/${file}`, changed };
  }

  /** The file was not there when U-Boot looked for it: it is put there again. */
  forget(): void {
    this.#onBoard.clear();
    this.#served.forget();
  }

  // U-Boot would leave it out in the middle of its boot.
  #refuseTooLarge(name: string, { form, content, base }: Placed): void {
    const { size } = this.#model.profile.uboot.tcm;
    if (form === 'elf' || base >= ddrBase || content.byteLength <= size) return;
    throw new FirmwareError(`${name} has ${content.byteLength} bytes as a flat image, and the tightly coupled memory has ${size}`, {
      remedy: "link it for DDR, or without a hole between code and data, or preload it as 'elf'",
    });
  }

  #make(name: string, form: PreloadForm): Placed {
    const known = this.#made.get(`${name}.${form}`);
    if (known) return known;
    const firmware = this.#store.get(name);
    const nonce = this.#nonces.get(name) ?? randomBytes(4).toString('hex');
    const patched = patchNonce(firmware.content, nonce);
    if (patched) this.#nonces.set(name, nonce);
    const flat = this.#formOf(firmware, patched ?? firmware.content, form);
    const made = { form, content: flat.bytes, base: flat.base, sha256: createHash('sha256').update(flat.bytes).digest('hex') };
    this.#made.set(`${name}.${form}`, made);
    return made;
  }

  #formOf({ name, inspection: { flat } }: StoredFirmware, content: Uint8Array, form: PreloadForm): Pick<Bin, 'bytes' | 'base'> {
    if (flat) return { bytes: content, base: linkedAt(name, flat, form) };
    return form === 'elf' ? { bytes: content, base: 0 } : toBin(content, { leaveOutStartVector: this.#model.target });
  }
}

const linkedAt = (name: string, { kind, linkedAt: base, remarks }: FlatImage, form: PreloadForm): number => {
  if (kind !== 'm7-bin' || base === undefined) {
    throw new FirmwareError(`${name} is neither an ELF nor a flat binary that bootaux can start`, {
      evidence: remarks,
      remedy: 'give it the .elf that the linker wrote, or the .bin that objcopy -O binary makes of it',
    });
  }
  if (form === 'bin') return base;
  throw new FirmwareError(`${name} is a flat binary, and is to be preloaded as an ELF`, { remedy: "leave preloadAs: 'elf' out" });
};

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
