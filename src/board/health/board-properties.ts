import type { BootRecord } from '../../core/boot-stage.ts';
import type { Rig } from '../../core/driver.ts';
import type { RemoteShell } from '../../core/shell.ts';
import type { FirmwareTarget } from '../../knowledge/firmware/firmware-target.ts';
import type { BootControl } from '../boot/boot-control.ts';
import type { M7Conditions } from '../m7/m7-history.ts';
import { coresIn, coresQuestion, isM7 } from '../m7/remote-cores.ts';
import { argumentOf } from '../provision/boot-variables.ts';
import type { FirmwareStore } from '../provision/firmware-store.ts';
import { setsMcoreBooted } from '../provision/kernel-argument.ts';
import type { Preparation } from '../provision/preparation.ts';

export interface BoardPropertiesOptions {
  readonly target: FirmwareTarget;
  readonly boot: BootControl;
  readonly preparation: Preparation;
  readonly store: FirmwareStore;
  readonly hasM7Console: boolean;
  readonly rig: Rig;
}

/** What a board says of itself, and what of it decides how the M7 fares in the boot in progress. */
export class BoardProperties {
  readonly #options: BoardPropertiesOptions;
  #properties: Readonly<Record<string, string>> = {};
  /** What the boot in which they were asked had for overlays: with others, others hold. */
  #askedWith: string | undefined;
  constructor(options: BoardPropertiesOptions) {
    this.#options = options;
  }

  /** Asks Linux for what is not known yet. Resolves with what is news, or undefined. */
  async identify(
    linux: (signal: AbortSignal) => Promise<RemoteShell>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>> | undefined> {
    const boot = this.#record;
    // A boot loader tells its version only while it boots.
    const isComplete = 'u-boot' in this.#properties || boot === undefined;
    const overlays = JSON.stringify(this.#options.preparation.held.overlay);
    if (Object.keys(this.#properties).length > 0 && isComplete && overlays === this.#askedWith) return undefined;
    this.#askedWith = overlays;
    this.#properties = await identify(await linux(signal), this.#record, signal);
    return this.#properties;
  }

  get m7Conditions(): M7Conditions {
    const { boot, hasM7Console, preparation, rig, store, target } = this.#options;
    const { held } = preparation;
    return {
      bootedAt: boot.bootedAt,
      preloaded: held.preload === undefined ? undefined : store.get(held.preload),
      // What was refused put nothing into the memory.
      autostarted: held.autostart === undefined || preparation.autostart.run?.failure ? undefined : store.get(held.autostart),
      mcoreBooted: setsMcoreBooted(target, argumentOf(target, held)),
      kernel: this.#properties.linux,
      tfA: this.#record?.versions?.['tf-a'],
      overlayApplied: this.#properties.overlay !== 'absent',
      ramBytes: ramBytesOf(this.#properties.memory),
      core: rig.core,
      hasConsole: hasM7Console,
      lacksRpmsg: rig.lacks?.rpmsg,
    };
  }

  get #record(): BootRecord | undefined {
    return this.#options.boot.stages.boot;
  }
}

const first = '/sys/class/remoteproc/remoteproc0';
// One command, one line a fact, and none of them may fail the rest.
const questions: Readonly<Record<string, string>> = {
  bsp: '. /etc/os-release; echo "$PRETTY_NAME"',
  linux: 'uname -r',
  product: 'tr -d "\\0" < /proc/device-tree/toradex,product-id',
  model: 'tr -d "\\0" < /proc/device-tree/model',
  // Kernels before 5.3 do not tell names.
  overlay: `${coresQuestion}; test -e ${first}/state && ! test -e ${first}/name && echo unnamed; true`,
  memory: 'awk \'$1 == "MemTotal:" { print $2 " kB" }\' /proc/meminfo',
  'serial-number': 'tr -d "\\0" < /proc/device-tree/serial-number',
};

/** The tuple that a result belongs to: boot loader, trusted firmware, kernel, image and module. What cannot be read is left out. */
export const identify = async (
  linux: RemoteShell,
  boot: BootRecord | undefined,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> => {
  const properties: Record<string, string> = { ...boot?.versions };
  for (const [name, question] of Object.entries(questions)) {
    const { exitCode, stdout } = await linux.run(question, { reject: false, signal });
    if (exitCode === 0 && stdout.trim() !== '') properties[name] = stdout.trim();
  }
  return { ...properties, overlay: overlayOf(properties.overlay ?? '') };
};

// The DSP has a driver without that overlay, too.
const overlayOf = (answer: string): 'applied' | 'absent' =>
  coresIn(answer).some(isM7) || /^unnamed$/m.test(answer) ? 'applied' : 'absent';

/** DRAM in bytes from `MemTotal`, which lacks what the kernel and the overlay reserve; undefined where it is not known. */
const ramBytesOf = (memTotal: string | undefined): number | undefined => {
  const [, kilobytes] = /^(\d+) kB$/.exec(memTotal ?? '') ?? [];
  return kilobytes === undefined ? undefined : 2 ** Math.ceil(Math.log2(Number(kilobytes) * 1024));
};
