import { ProvisionError, toErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import type { RemoteShell, Shell } from '../../core/shell.ts';
import type { BootControl } from '../boot/boot-control.ts';
import { RemoteCore } from '../m7/remote-core.ts';
import type { BoardModel } from '../models/board-model.ts';
import { argumentOf, differences, type Variables, wantedVariables } from './boot-variables.ts';
import type { FirmwareStore, StoredFirmware } from './firmware-store.ts';
import { mcoreBootedParameterOf, setsMcoreBooted, wordsOf } from './kernel-argument.ts';
import type { Ledger } from './ledger.ts';
import { linuxEnvironment } from './linux-environment.ts';
import { OsImages, type OsImagesOptions } from './os-images.ts';
import { checkOverlays } from './overlay-check.ts';
import { Overlays } from './overlays.ts';
import { PlacedFirmware } from './placed-firmware.ts';
import { checkPreload } from './preload-check.ts';
import type { PreloadImage } from './preload-image.ts';
import { PreloadImages } from './preload-images.ts';
import { putBackFiles, putBackVariables } from './put-back.ts';
import { rewriteEnvironment } from './rewrite-environment.ts';
import { EnvironmentLostError, type UBootEnvironment } from './uboot-environment.ts';

export interface PreparationOptions {
  readonly boot: BootControl;
  readonly linux: (signal: AbortSignal) => Promise<RemoteShell>;
  /** Takes the board to U-Boot's prompt. */
  readonly uboot: (signal: AbortSignal) => Promise<Shell>;
  /** False once Linux stopped answering or a fatal incident was seen. */
  readonly isHealthy: (signal: AbortSignal) => Promise<boolean>;
  readonly ledger: Ledger;
  readonly store: FirmwareStore;
  readonly model: BoardModel;
  /** Overlays of the lab by name. */
  readonly overlays: Readonly<Record<string, string>>;
  readonly os: Pick<OsImagesOptions, 'images' | 'parts' | 'note'>;
  readonly emit: (event: EventBody) => void;
}

const names = ['tdxargs', 'm4boot', 'bootcmd'];

/** Brings a board to what a scenario needs with as few boots as that takes, and back to what it was. */
export class Preparation {
  readonly preloads: PreloadImages;
  readonly #options: PreparationOptions;
  #held: ScenarioNeeds = {};
  #preload: PreloadImage | undefined;
  /** The boot in which U-Boot is known to have started it. */
  #preloadedAt: number | undefined;
  #untouched: number | undefined;
  readonly #overlays: Overlays;
  readonly #firmware: PlacedFirmware;
  readonly #os: OsImages;
  /** Overlays were changed since the boot in progress began. */
  #isRelaid = false;

  constructor(options: PreparationOptions) {
    this.#options = options;
    this.preloads = new PreloadImages(options.store, options.ledger, options.model);
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
    await this.#verify(needs, signal);
    this.#verifyPreload();
  }

  /** Another system: nothing that was put on the one before is there. */
  #startedOver(): void {
    this.#held = {};
    this.preloads.forget();
    this.#overlays.forget();
    this.freshlyBooted();
  }

  /** False for a boot that nobody saw and that is not what its environment says: something was changed after it, or the M7 was touched in it. */
  async #knowsBoot(needs: ScenarioNeeds, signal: AbortSignal): Promise<boolean> {
    const { boot, linux } = this.#options;
    if (boot.bootedAt !== undefined) return true;
    if (needs.preload !== undefined || typeof needs.overlay === 'object') return false;
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
        await this.#withEnvironment((environment) => putBackVariables(environment, ledger, emit), signal);
      await putBackFiles(await linux(signal), ledger, emit, signal);
    } catch (error) {
      const what = [...Object.keys(ledger.owed.environment), ...Object.keys(ledger.owed.texts), ...ledger.owed.files].join(', ');
      emit({ type: 'provision.owed', what, to: 'its original', error: toErrorReport(error, 'dut') });
      throw error;
    }
  }

  /** Writes what differs; true when the next boot will be another one than this. */
  async #hold(needs: ScenarioNeeds, signal: AbortSignal): Promise<boolean> {
    const { linux } = this.#options;
    const relaid = await this.#overlays.hold(needs.overlay, await linux(signal), signal);
    this.#isRelaid ||= relaid;
    const told = await this.#withEnvironment((environment, shell) => this.#change(environment, shell, needs, signal), signal);
    return this.#isRelaid || told;
  }

  async #change(environment: UBootEnvironment, shell: RemoteShell, needs: ScenarioNeeds, signal: AbortSignal): Promise<boolean> {
    const { emit, ledger, model } = this.#options;
    const held: Record<string, string | undefined> = {};
    for (const name of names) held[name] = await environment.get(name);
    const original = { ...held, ...fromLedger(ledger) };
    const { preload: name, preloadAs: form = 'bin' } = needs;
    const preload = name === undefined ? undefined : await this.preloads.place({ name, form }, original, shell, signal);
    const changes = Object.entries(differences(held, wantedVariables(model.target, original, needs, preload?.variables)));
    if (changes.length > 0 && !ledger.owed.whole) ledger.noteWhole(await environment.all());
    for (const [name, value] of changes) {
      ledger.noteVariable(name, original[name]);
      await environment.set(name, value);
      emit({ type: 'provision.changed', what: name, from: held[name] ?? '', to: value ?? '' });
    }
    this.#held = needs;
    this.#preload = preload?.image;
    return changes.length > 0 || (preload?.changed ?? false);
  }

  /** Where the stored copy is lost and the ledger knows what it held, it is written anew first. */
  async #withEnvironment<T>(act: (environment: UBootEnvironment, shell: RemoteShell) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { linux, model } = this.#options;
    const { environment: config } = model.provisioning;
    const shell = await linux(signal);
    try {
      return await act(linuxEnvironment(bound(shell, signal), config), shell);
    } catch (cause) {
      if (!(cause instanceof EnvironmentLostError) || !this.#options.ledger.owed.whole) throw cause;
      await this.#rewrite(this.#options.ledger.owed.whole, signal);
    }
    const again = await linux(signal);
    return act(linuxEnvironment(bound(again, signal), config), again);
  }

  /** At U-Boot's prompt: on a lost copy fw_setenv would store the tool's own defaults. */
  async #rewrite(whole: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
    const { boot, emit, uboot } = this.#options;
    const refused = await rewriteEnvironment(bound(await uboot(signal), signal), whole);
    const except = refused.length === 0 ? '' : `, except ${refused.join(', ')}, which U-Boot did not take`;
    emit({
      type: 'lab.noted',
      text: `U-Boot's stored environment was lost, as after a power cut while it is written; it was written anew as it was before this lab's first change${except}`,
    });
    await boot.reach('login', signal);
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

const bound = (shell: Shell, signal: AbortSignal): Shell => ({
  via: shell.via,
  run: (command, options) => shell.run(command, { signal, ...options }),
  [Symbol.asyncDispose]: async () => {},
});
