import { ProvisionError, toErrorReport } from '../../core/errors.ts';
import type { NetbootEntry } from '../../core/netboot.ts';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import type { RemoteShell } from '../../core/shell.ts';
import type { TftpServer } from '../../core/tftp.ts';
import { RemoteCore } from '../m7/remote-core.ts';
import { Autostart } from './autostart.ts';
import { argumentOf, differences, type Variables, wantedVariables } from './boot-variables.ts';
import type { FirmwareStore, StoredFirmware } from './firmware-store.ts';
import { mcoreBootedParameterOf, setsMcoreBooted, wordsOf } from './kernel-argument.ts';
import type { Ledger } from './ledger.ts';
import { Netboot } from './netboot.ts';
import { OsImages, type OsImagesOptions } from './os-images.ts';
import { checkOverlays } from './overlay-check.ts';
import { Overlays } from './overlays.ts';
import { PlacedFirmware } from './placed-firmware.ts';
import { checkPreload } from './preload-check.ts';
import type { PreloadImage } from './preload-image.ts';
import { PreloadImages } from './preload-images.ts';
import { putBackFiles, putBackVariables } from './put-back.ts';
import { ServedFiles } from './served-files.ts';
import { StoredEnvironment, type StoredEnvironmentOptions } from './stored-environment.ts';
import type { UBootEnvironment } from './uboot-environment.ts';

export interface PreparationOptions extends StoredEnvironmentOptions {
  /** What U-Boot of the board with this name gets over the network. */
  readonly network: {
    readonly board: string;
    readonly tftp: TftpServer | undefined;
    readonly netboot: Readonly<Record<string, NetbootEntry>>;
  };
  /** False once Linux stopped answering or a fatal incident was seen. */
  readonly isHealthy: (signal: AbortSignal) => Promise<boolean>;
  readonly store: FirmwareStore;
  /** Overlays of the lab by name. */
  readonly overlays: Readonly<Record<string, string>>;
  readonly os: Pick<OsImagesOptions, 'images' | 'parts' | 'note'>;
}

const names = ['tdxargs', 'm4boot', 'bootcmd', 'hil_netboot'];

/** Brings a board to what a scenario needs with as few boots as that takes, and back to what it was. */
export class Preparation {
  readonly preloads: PreloadImages;
  readonly autostart: Autostart;
  readonly #environment: StoredEnvironment;
  readonly #options: PreparationOptions;
  #held: ScenarioNeeds = {};
  #preload: PreloadImage | undefined;
  /** The boot in which U-Boot is known to have started it. */
  #preloadedAt: number | undefined;
  #untouched: number | undefined;
  readonly #overlays: Overlays;
  readonly #firmware: PlacedFirmware;
  readonly #served: ServedFiles;
  readonly #netboot: Netboot;
  readonly #os: OsImages;
  /** Overlays were changed since the boot in progress began. */
  #isRelaid = false;

  constructor(options: PreparationOptions) {
    this.#options = options;
    const { board, netboot: entries, tftp } = options.network;
    this.#served = new ServedFiles(tftp, options.ledger);
    this.#netboot = new Netboot({ ...options, board, entries, served: this.#served });
    this.preloads = new PreloadImages({ ...options, board, served: this.#served });
    this.autostart = new Autostart(options);
    this.#environment = new StoredEnvironment(options);
    this.#os = new OsImages({ ...options, ...options.os });
    this.#firmware = new PlacedFirmware(options);
    this.#overlays = new Overlays({ ...options, own: options.overlays });
  }

  /** What this boot was prepared for. */
  get held(): ScenarioNeeds {
    return this.#held;
  }

  /** The boot in progress is a cold one, and nobody has used it yet. */
  freshlyBooted(): void {
    this.#untouched = this.#options.boot.bootedAt;
  }

  async prepare(needs: ScenarioNeeds, signal: AbortSignal): Promise<void> {
    const { boot, isHealthy } = this.#options;
    await boot.locate(signal);
    if (needs.os !== undefined && (await this.#os.hold(needs.os, signal))) this.#startedOver();
    let fresh = boot.bootedAt !== undefined && boot.bootedAt === this.#untouched;
    this.#untouched = undefined;
    if (!(await isHealthy(signal))) {
      await boot.coldBoot({}, signal);
      fresh = true;
    }
    const changed = (await this.#hold(needs, signal)) || !(await this.#knowsBoot(needs, signal));
    if (changed || (needs.boot === 'cold' && !fresh)) {
      if (needs.boot === 'cold') await this.#cutPower(signal);
      else await boot.warmBoot({}, signal);
    } else if (needs.boot === 'warm') await boot.warmBoot({}, signal);
    this.#isRelaid = false;
    if (needs.netboot !== undefined) await this.#netboot.verify(needs.netboot, await this.#options.linux(signal), signal);
    await this.#verify(needs, signal);
    this.#verifyPreload();
    if (needs.autostart !== undefined) await this.autostart.verify(await this.#options.linux(signal), signal);
  }

  /** Another system: nothing that was put on the one before is there. */
  #startedOver(): void {
    this.#held = {};
    this.preloads.forget();
    this.#overlays.forget();
    this.autostart.forget();
    this.freshlyBooted();
  }

  /** False for a boot that nobody saw and that is not what its environment says: something was changed after it, or the M7 was touched in it. */
  async #knowsBoot(needs: ScenarioNeeds, signal: AbortSignal): Promise<boolean> {
    const { boot, linux } = this.#options;
    if (boot.bootedAt !== undefined) return true;
    if ([needs.preload, needs.autostart, needs.netboot].some((need) => need !== undefined) || typeof needs.overlay === 'object')
      return false;
    const core = await RemoteCore.find(await linux(signal), signal);
    if (core && (await core.state(signal)) !== 'offline') return false;
    return this.#verify(needs, signal).then(
      () => true,
      (error) => (error instanceof ProvisionError ? false : Promise.reject(error)),
    );
  }

  /** Puts the image where this boot's kernel looks, with a nonce that no earlier start had. */
  place(firmware: StoredFirmware, signal: AbortSignal): Promise<{ readonly file: string; readonly nonce: string | undefined }> {
    return this.#firmware.place(firmware, this.#held.firmwareIn, signal);
  }

  /** Newest first. What fails stays in the ledger, for the next run to put back first. */
  async restore(signal: AbortSignal): Promise<void> {
    const { boot, emit, isHealthy, ledger, linux } = this.#options;
    if (ledger.isSettled) return;
    try {
      if (!(await isHealthy(signal))) await boot.coldBoot({}, signal);
      await this.#firmware.close(await linux(signal), signal);
      if (Object.keys(ledger.owed.environment).length > 0)
        await this.#environment.with((environment) => putBackVariables(environment, ledger, emit), signal);
      await putBackFiles(await linux(signal), ledger, emit, signal);
      await this.#served.removeAll();
    } catch (error) {
      // A board that still boots over the network gets no file then, and boots its own system.
      await this.#served.removeAll().catch(() => {});
      const what = [
        ...Object.keys(ledger.owed.environment),
        ...Object.keys(ledger.owed.texts),
        ...ledger.owed.files,
        ...ledger.owed.served,
      ].join(', ');
      emit({ type: 'provision.owed', what, to: 'its original', error: toErrorReport(error, 'dut') });
      throw error;
    }
  }

  /** Writes what differs; true when the next boot will be another one than this. */
  async #hold(needs: ScenarioNeeds, signal: AbortSignal): Promise<boolean> {
    const { linux } = this.#options;
    const relaid = await this.#overlays.hold(needs.overlay, await linux(signal), signal);
    const told = await this.autostart.hold(needs, await linux(signal), signal);
    this.#isRelaid ||= relaid || told;
    const changed = await this.#environment.with((environment, shell) => this.#change(environment, shell, needs, signal), signal);
    return this.#isRelaid || changed;
  }

  async #change(environment: UBootEnvironment, shell: RemoteShell, needs: ScenarioNeeds, signal: AbortSignal): Promise<boolean> {
    const { emit, ledger, model } = this.#options;
    const held: Record<string, string | undefined> = {};
    for (const name of names) held[name] = await environment.get(name);
    const original = { ...held, ...fromLedger(ledger) };
    const { preload: name, preloadAs: form = 'bin', preloadFrom: from = 'storage' } = needs;
    const preload = name === undefined ? undefined : await this.preloads.place({ name, form, from }, original, shell, signal);
    const netboot = await this.#netboot.hold(needs.netboot);
    const changes = Object.entries(differences(held, wantedVariables(model.target, original, needs, preload?.variables, netboot)));
    if (changes.length > 0 && !ledger.owed.whole) ledger.noteWhole(await environment.all());
    for (const [name, value] of changes) {
      ledger.noteVariable(name, original[name]);
      await environment.set(name, value);
      emit({ type: 'provision.changed', what: name, from: held[name] ?? '', to: value ?? '' });
    }
    this.#held = needs;
    this.#preload = preload?.image;
    return changes.length > 0 || (preload?.changed ?? false) || (netboot?.changed ?? false);
  }

  async #cutPower(signal: AbortSignal): Promise<void> {
    const shell = await this.#options.linux(signal);
    // Cutting power under unwritten pages loses the environment's or the firmware's last bytes.
    await shell.run('sync', { asRoot: true, signal });
    await this.#options.boot.coldBoot({}, signal);
  }

  /** Not the command line alone: a typing mistake in it is silent. */
  async #verify(needs: ScenarioNeeds, signal: AbortSignal): Promise<void> {
    const shell = await this.#options.linux(signal);
    const { target } = this.#options.model;
    const argument = argumentOf(target, needs);
    const mcoreBootedParameter = mcoreBootedParameterOf(target);
    const commandLine = (await shell.run('cat /proc/cmdline', { signal })).stdout.trim();
    const parameter = (await shell.run(`cat ${mcoreBootedParameter}`, { signal, reject: false })).stdout.trim();
    const expected = setsMcoreBooted(target, argument) ? 'Y' : 'N';
    const onLine = wordsOf(argument).every((word) => commandLine.split(/\s+/).includes(word));
    if (onLine && parameter === expected) return this.#verifyOverlays(needs, shell, signal);
    throw new ProvisionError(`${mcoreBootedParameter} reads '${parameter}' where '${expected}' was provisioned`, {
      evidence: [`ssh: /proc/cmdline: ${commandLine}`],
      remedy: onLine
        ? 'the kernel may be older than the parameter (5.18 upstream), or the boot loader adds the argument itself'
        : 'the boot script does not pass on tdxargs: look at its bootargs',
    });
  }

  async #verifyOverlays({ overlay: need }: ScenarioNeeds, shell: RemoteShell, signal: AbortSignal): Promise<void> {
    const { boot, model } = this.#options;
    if (need === undefined) return;
    await checkOverlays(shell, { need, hmp: model.provisioning.hmpOverlay, loader: boot.loader.all }, signal);
  }

  /** What the next start of the M7 finds in memory is predicted from the preload: that U-Boot started it must be known, not assumed. */
  #verifyPreload(): void {
    const { boot } = this.#options;
    if (!this.#preload || this.#preloadedAt === boot.bootedAt) return;
    try {
      checkPreload(boot.loader.all, this.#preload);
      this.#preloadedAt = boot.bootedAt;
    } catch (cause) {
      this.preloads.forget();
      throw cause;
    }
  }
}

const fromLedger = ({ owed }: Ledger): Variables =>
  Object.fromEntries(Object.entries(owed.environment).map(([name, value]) => [name, value ?? undefined]));
