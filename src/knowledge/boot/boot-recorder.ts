import { type BootRecord, type BootStage, bootStages, type StageEntry } from '../../core/boot-stage.ts';
import type { ConsoleLine } from '../../core/console.ts';
import type { BoardProfile, StagePattern } from './board-profile.ts';
import type { BootListener, BootStart, PowerDown } from './boot-start.ts';
import { shownText } from './shown-text.ts';

export interface RecordListener {
  stage?(entry: StageEntry): void;
  boot?(start: BootStart): void;
  /** Linux has switched the board off. */
  poweredDown?(): void;
}

interface Boot {
  readonly start: BootStart;
  readonly stages: StageEntry[];
  readonly versions: Record<string, string>;
  resetCause?: string;
  serialNumber?: string;
  bootId?: string;
}

/** What the tracker told, and from which byte of the console on it holds. */
interface News {
  readonly certainAt: number;
  apply(): void;
}

/**
 * Records how far the board has come in the boot that the tracker tells of, from the lines of its A53 console. The tracker reads a chunk of bytes
 * before anybody gets its lines: what it tells is kept until its line comes. Holds one boot, whatever the console says.
 */
export class BootRecorder implements BootListener {
  readonly #profile: BoardProfile;
  readonly #speed: number;
  readonly #listener: RecordListener;
  #news: News[] = [];
  #stage: BootStage | undefined;
  #boot: Boot | undefined;
  /** The power is off: what comes is of yesterday, until the tracker tells of another boot. */
  #isOver = false;

  /** `speed`: board ms per host ms, 1 on hardware. */
  constructor(profile: BoardProfile, speed: number, listener: RecordListener = {}) {
    this.#profile = profile;
    this.#speed = speed;
    this.#listener = listener;
  }

  /** Undefined until the console has told, or who switches the power did. */
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

  began(start: BootStart): void {
    const { shown } = start;
    if (shown) this.#news.push({ certainAt: shown.certainAt, apply: () => this.#begin(start) });
    else this.#begin(start);
    if (shown?.isTold) this.#linuxRuns(start);
  }

  poweredDown({ line }: PowerDown): void {
    this.#news.push({ certainAt: line.start, apply: () => this.#goDown() });
  }

  poweredOff(): void {
    this.#news = [];
    this.#goOff();
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
    while (this.#news[0] && this.#news[0].certainAt <= line.start + line.text.length) this.#news.shift()!.apply();
    if (this.#isOver) return;
    const text = this.#ofThisBoot(shownText(line.text));
    // A line that a power cut left open ends with the first line of the next boot: what it says is of yesterday.
    const dark = this.#stage === 'off';
    for (const row of this.#profile.stages) {
      if (!(line.terminated || row.prompt) || (dark && isOfRunningSystem(row)) || !row.pattern.test(text)) continue;
      this.#meet(row, text, line.at);
    }
    if (line.terminated && this.#stage !== 'off') this.#readVersions(text);
  }

  /** What stands beside a banner on its line is older. */
  #ofThisBoot(text: string): string {
    const at = this.#boot?.start.shown ? text.lastIndexOf(this.#boot.start.evidence) : -1;
    return at > 0 ? text.slice(at) : text;
  }

  #meet(row: StagePattern, text: string, at: number): void {
    const [match] = row.pattern.exec(text)!;
    const evidence = row.prompt ? match.trim() : text.slice(text.indexOf(match)).trimStart();
    if (row.stage === 'login') this.#enter('userspace', evidence, at);
    this.#enter(row.stage, evidence, at);
  }

  #readVersions(text: string): void {
    if (this.#boot === undefined) return;
    const { versions, resetCause, serialNumber } = this.#profile;
    const [, cause] = resetCause.exec(text) ?? [];
    if (cause !== undefined) this.#boot.resetCause ??= cause.trim();
    const [, serial] = serialNumber.exec(text) ?? [];
    if (serial !== undefined) this.#boot.serialNumber ??= serial;
    for (const [name, pattern] of Object.entries(versions)) {
      const [, version] = pattern.exec(text) ?? [];
      if (version !== undefined) this.#boot.versions[name] ??= version.replace(/\s+/g, ' ');
    }
  }

  #begin(start: BootStart): void {
    this.#boot = { start, stages: [], versions: {} };
    this.#stage = 'off';
    this.#isOver = false;
    this.#listener.boot?.(start);
    if (!start.shown) return;
    this.#enter(start.stage, start.evidence, start.shown.line.at);
    this.#readVersions(start.evidence);
  }

  // No line has to come first.
  #linuxRuns({ evidence, at }: BootStart): void {
    for (const news of this.#news.splice(0)) news.apply();
    for (const stage of ['userspace', 'login'] as const) this.#enter(stage, evidence, at);
  }

  #goDown(): void {
    this.#goOff();
    this.#listener.poweredDown?.();
  }

  #goOff(): void {
    this.#stage = 'off';
    this.#isOver = true;
  }

  #enter(stage: BootStage, evidence: string, at: number): void {
    if (!isAbove(stage, this.#stage)) return;
    this.#stage = stage;
    if (this.#boot === undefined) return;
    const entry = { stage, atMs: (at - this.#boot.start.at) * this.#speed, evidence };
    this.#boot.stages.push(entry);
    this.#listener.stage?.(entry);
  }
}

const isOfRunningSystem = ({ stage, prompt }: StagePattern): boolean => prompt === true || stage === 'userspace' || stage === 'login';

const rank = (stage: BootStage | undefined): number => (stage === undefined || stage === 'recovery' ? -1 : bootStages.indexOf(stage));
const isAbove = (stage: BootStage, other: BootStage | undefined): boolean => rank(stage) > rank(other);
