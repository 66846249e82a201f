import { BootError, ConfigError, ConnectionLostError, HilError, LoginError, ProvisionError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { OsImage, OsImageEntry, OsInstaller } from '../../core/os-image.ts';
import { ownEntry } from '../../core/own-entry.ts';
import type { BoardPins } from '../../core/pins.ts';
import type { RemoteHost, RemoteShell } from '../../core/shell.ts';
import type { Clock } from '../../core/time.ts';
import type { BootControl } from '../boot/boot-control.ts';
import { installOs } from './install-os.ts';
import type { Ledger } from './ledger.ts';
import { type InstalledNote, OsNote } from './os-note.ts';
import { differencesFrom, type RunningSystem, runningSystem } from './os-release.ts';

export interface OsParts {
  readonly clock: Clock;
  readonly pins: BoardPins | undefined;
  readonly installer: OsInstaller | undefined;
  readonly host: RemoteHost | undefined;
}

export interface OsImagesOptions {
  readonly boot: BootControl;
  readonly linux: (signal: AbortSignal) => Promise<RemoteShell>;
  readonly ledger: Ledger;
  readonly emit: (event: EventBody) => void;
  /** Images of the lab by name. */
  readonly images: Readonly<Record<string, OsImageEntry>>;
  readonly parts: OsParts;
  /** Where it is noted what this lab installed; undefined: nowhere. */
  readonly note: string | undefined;
}

/** The system that a board runs: installed only where it is another one, and proven by what runs then. */
export class OsImages {
  readonly #options: OsImagesOptions;
  readonly #note: OsNote;
  readonly #opened = new Map<string, OsImage>();

  constructor(options: OsImagesOptions) {
    this.#options = options;
    this.#note = new OsNote(options.note);
  }

  /** True where it was installed just now: then it has booted once. Throws InstallError, and ProvisionError where something else runs afterwards. */
  async hold(name: string, signal: AbortSignal): Promise<boolean> {
    const { images, parts, boot, ledger, emit } = this.#options;
    const entry = ownEntry(images, name);
    if (!entry)
      throw new ConfigError(`the lab file names no system '${name}'`, { remedy: `it names: ${Object.keys(images).join(', ') || 'none'}` });
    if (!parts.installer)
      throw new HilError('lab', 'this board has no installer in the lab file', { remedy: 'give it `installer: easyInstaller({ … })`' });
    const image = await this.#open(name, entry, parts.installer);
    const before = await this.#before(signal);
    if (before && this.#isHeld(before, image, entry)) return false;
    await installOs({ boot, ledger, emit, ...parts, installer: parts.installer }, image, signal);
    const after = await runningSystem(await this.#options.linux(signal), signal);
    requireInstalled(before, after, { image, entry });
    this.#note.write({ sha256: image.sha256, machineId: after.machineId });
    emit({
      type: 'provision.changed',
      what: 'the system',
      from: before?.osRelease.PRETTY_NAME ?? 'unknown',
      to: after.osRelease.PRETTY_NAME ?? name,
    });
    return true;
  }

  async #open(name: string, entry: OsImageEntry, installer: OsInstaller): Promise<OsImage> {
    const image = this.#opened.get(name) ?? (await installer.open(entry));
    this.#opened.set(name, image);
    return image;
  }

  #isHeld(system: RunningSystem, image: OsImage, entry: OsImageEntry): boolean {
    const note: InstalledNote | undefined = this.#note.read();
    if (note?.machineId === system.machineId) return note.sha256 === image.sha256;
    if (differencesFrom(system, image, entry)?.length !== 0) return false;
    this.#options.emit({
      type: 'lab.noted',
      text: `the board runs ${system.osRelease.PRETTY_NAME ?? image.name} already, which this lab did not install: it is taken for the image`,
    });
    return true;
  }

  /** Undefined where nothing runs that lets us in: that is what an installation is for. A wrong host key or a bad wire is not. */
  async #before(signal: AbortSignal): Promise<RunningSystem | undefined> {
    const { boot, linux } = this.#options;
    try {
      await boot.reach('login', signal);
      return await runningSystem(await linux(signal), signal);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof BootError || cause instanceof ConnectionLostError || cause instanceof LoginError) return undefined;
      throw cause;
    }
  }
}

const requireInstalled = (
  before: RunningSystem | undefined,
  after: RunningSystem,
  { image, entry }: { readonly image: OsImage; readonly entry: OsImageEntry },
): void => {
  const evidence = [`ssh: ${after.osRelease.PRETTY_NAME ?? 'no PRETTY_NAME'}, machine id ${after.machineId || 'unknown'}`];
  if (before && before.machineId === after.machineId)
    throw new HilError('lab', 'the installer says that it is done, and the system from before runs', {
      evidence,
      remedy: 'another board may have been installed: look which one waits on the USB port, and which one answers as the installer',
    });
  const differences = differencesFrom(after, image, entry);
  if (differences === undefined)
    throw new ConfigError(`nothing can prove that ${image.name} runs: its image.json has no version`, {
      evidence,
      remedy: "say in the lab file what its /etc/os-release has: teziImage('…', { osRelease: { VERSION_ID: '…' } })",
    });
  if (differences.length > 0)
    throw new ProvisionError(`${image.name} was installed, and another system runs: ${differences[0]}`, {
      evidence: [...evidence, ...differences],
      remedy: 'where the image is right, say in the lab file by which lines of /etc/os-release it is known: `osRelease`',
    });
};
