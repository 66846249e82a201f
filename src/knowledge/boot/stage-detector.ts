import { stripVTControlCharacters } from 'node:util';
import { type BootRecord, type BootStage, bootStages, type StageEntry } from '../../core/boot-stage.ts';
import type { ConsoleLine } from '../../core/console.ts';
import type { BoardProfile, StagePattern } from './board-profile.ts';
import { KernelClock } from './kernel-clock.ts';

/** A boot that has begun. */
export interface BootStart {
  readonly kind: BootRecord['kind'];
  /** Who said beforehand that it would come: this program, or the board itself (`reboot: Restarting system`). */
  readonly announcedBy: 'host' | 'console' | undefined;
  /** The stage the board was in; undefined when it was not known yet. */
  readonly from: BootStage | undefined;
  readonly evidence: string;
  /** Host monotonic ms. */
  readonly at: number;
}

export interface StageListener {
  stage?(entry: StageEntry): void;
  /** A boot of kind 'unannounced' with a known `from` is an unexpected reset. */
  boot?(start: BootStart): void;
}

interface Boot {
  readonly start: BootStart;
  readonly stages: StageEntry[];
  readonly versions: Record<string, string>;
  resetCause?: string;
  serialNumber?: string;
  bootId?: string;
}

/** Concludes from the A53 console where the board is in its boot, and when it resets. Holds one boot, whatever the console says. */
export class StageDetector {
  readonly #profile: BoardProfile;
  readonly #speed: number;
  readonly #listener: StageListener;
  readonly #kernel = new KernelClock();
  #stage: BootStage | undefined;
  #boot: Boot | undefined;
  #announced: Pick<BootStart, 'kind' | 'announcedBy' | 'at'> | undefined;
  #bannerAgain: ConsoleLine | undefined;

  /** `speed`: board ms per host ms, 1 on hardware. */
  constructor(profile: BoardProfile, speed: number, listener: StageListener = {}) {
    this.#profile = profile;
    this.#speed = speed;
    this.#listener = listener;
  }

  /** Undefined until the console has told, or `announce` or `poweredOff` did. */
  get stage(): BootStage | undefined {
    return this.#stage;
  }

  /** The boot in progress or the last one; undefined when none was seen from its beginning. */
  get boot(): BootRecord | undefined {
    if (this.#boot === undefined) return undefined;
    const { start, stages, versions, resetCause, bootId, serialNumber } = this.#boot;
    const serial = serialNumber === undefined ? {} : { serialNumber };
    return { kind: start.kind, resetCause, bootId, ...serial, stages: [...stages], versions: { ...versions } };
  }

  /** Power goes on now, or a reset was asked for now. `at`: host monotonic ms. */
  announce(kind: 'cold' | 'warm', at: number): void {
    this.#announced = { kind, announcedBy: 'host', at };
    if (kind === 'cold') this.#begin('power on', at);
  }

  /** The reset that was announced is not coming. */
  retract(): void {
    this.#announced = undefined;
  }

  /** The power is off: whatever comes next is another boot. */
  poweredOff(): void {
    this.#stage = 'off';
    this.#kernel.restart();
  }

  /** What only Linux itself can tell of the boot in progress. */
  learn({ bootId, versions }: { readonly bootId?: string; readonly versions?: Readonly<Record<string, string>> }): void {
    if (this.#boot === undefined) return;
    if (bootId !== undefined) this.#boot.bootId = bootId;
    Object.assign(this.#boot.versions, versions);
  }

  /** Takes every line in order; unterminated ones as often as they grow. */
  feed(line: ConsoleLine): void {
    if (line.console !== 'a53') return;
    const text = plainText(line.text);
    // A line that a power cut left open ends with the first line of the next boot: what it says is of yesterday.
    const dark = this.#stage === 'off';
    if (line.terminated && !dark) this.#readKernel(text, line);
    for (const row of this.#profile.stages) {
      if (!(line.terminated || row.prompt) || (dark && isOfRunningSystem(row)) || !row.pattern.test(text)) continue;
      this.#meet(row, text, line);
      // What stands beside a banner on its line is older.
      if (row.beginsBoot) break;
    }
    if (this.#profile.linux.shellPrompt.test(text)) this.#kernel.dismiss();
    if (line.terminated && this.#stage !== 'off') this.#readVersions(text, line);
  }

  #meet(row: StagePattern, text: string, line: ConsoleLine): void {
    const [match] = row.pattern.exec(text)!;
    const evidence = row.prompt ? match.trim() : text.slice(text.indexOf(match)).trimStart();
    if (row.beginsBoot && this.#isAnother(row.stage, line)) this.#begin(evidence, line.at);
    if (row.stage === 'login') {
      this.#restartedUnseen(this.#kernel.confirm(this.#boardMs(line.at)));
      this.#enter('userspace', evidence, line.at);
    }
    if (isAbove(row.stage, this.#stage)) this.#enter(row.stage, evidence, line.at);
  }

  /** Whether a banner belongs to another boot than the one in progress. */
  #isAnother(stage: BootStage, line: ConsoleLine): boolean {
    if (this.#stage === undefined) return true;
    if (this.#stage === 'off') return this.#boot === undefined || this.#boot.stages.length > 0;
    // U-Boot's `version` command prints the banner, too. A second `Reset cause:` will tell.
    if (stage === 'u-boot' && this.#stage === 'u-boot') this.#bannerAgain = line;
    return stage === 'spl' || isAbove(this.#stage, stage);
  }

  #readVersions(text: string, line: ConsoleLine): void {
    const { versions, resetCause, announcesReset, announcesOff, serialNumber } = this.#profile;
    const [, cause] = resetCause.exec(text) ?? [];
    if (cause !== undefined) this.#readResetCause(cause.trim());
    if (announcesReset.test(text)) this.#announced ??= { kind: 'warm', announcedBy: 'console', at: line.at };
    if (announcesOff.test(text)) this.poweredOff();
    if (this.#boot === undefined) return;
    const [, serial] = serialNumber.exec(text) ?? [];
    if (serial !== undefined) this.#boot.serialNumber ??= serial;
    for (const [name, pattern] of Object.entries(versions)) {
      const [, version] = pattern.exec(text) ?? [];
      if (version !== undefined) this.#boot.versions[name] ??= version.replace(/\s+/g, ' ');
    }
  }

  #readResetCause(cause: string): void {
    const banner = this.#bannerAgain;
    if (this.#boot?.resetCause !== undefined && banner !== undefined) {
      const text = plainText(banner.text);
      this.#begin(text, banner.at);
      this.#enter('u-boot', text, banner.at);
    }
    if (this.#boot) this.#boot.resetCause ??= cause;
  }

  #readKernel(text: string, line: ConsoleLine): void {
    this.#restartedUnseen(this.#kernel.read(text, this.#boardMs(line.at)));
  }

  #restartedUnseen(restart: ReturnType<KernelClock['confirm']>): void {
    if (restart === undefined) return;
    const at = restart.at / this.#speed;
    this.#begin(restart.text, at);
    this.#enter('kernel', restart.text, at);
  }

  #begin(evidence: string, at: number): void {
    const { kind, announcedBy, at: origin } = this.#announced ?? { kind: 'unannounced', announcedBy: undefined, at };
    const start: BootStart = { kind, announcedBy, from: this.#stage, evidence, at: origin };
    this.#announced = undefined;
    this.#bannerAgain = undefined;
    this.#kernel.restart();
    this.#boot = { start, stages: [], versions: {} };
    this.#stage = 'off';
    this.#listener.boot?.(start);
  }

  #enter(stage: BootStage, evidence: string, at: number): void {
    if (!isAbove(stage, this.#stage)) return;
    this.#stage = stage;
    if (this.#boot === undefined) return;
    const entry = { stage, atMs: this.#boardMs(at - this.#boot.start.at), evidence };
    this.#boot.stages.push(entry);
    this.#listener.stage?.(entry);
  }

  #boardMs(hostMs: number): number {
    return hostMs * this.#speed;
  }
}

const isOfRunningSystem = ({ stage, prompt }: StagePattern): boolean => prompt === true || stage === 'userspace' || stage === 'login';

const rank = (stage: BootStage | undefined): number => (stage === undefined || stage === 'recovery' ? -1 : bootStages.indexOf(stage));
const isAbove = (stage: BootStage, other: BootStage | undefined): boolean => rank(stage) > rank(other);

// U-Boot rubs its countdown out with backspaces; a board that loses power sends NULs.
const plainText = (raw: string): string => stripVTControlCharacters(raw).replace(/[\0\r\x08\x07]/g, '');
