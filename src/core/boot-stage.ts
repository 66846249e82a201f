/** In the order of a boot. */
export const bootStages = ['off', 'spl', 'tf-a', 'u-boot', 'kernel', 'userspace', 'login'] as const;

/** 'recovery' is the i.MX serial downloader (USB 1fc9:0146), off to the side of the ladder. */
export type BootStage = (typeof bootStages)[number] | 'recovery';

export interface StageEntry {
  readonly stage: BootStage;
  /** Board milliseconds since power-on or, for a warm boot, since the reset was asked for. */
  readonly atMs: number;
  /** The console text that says so. */
  readonly evidence: string;
}

/** One boot as data. */
export interface BootRecord {
  readonly kind: 'cold' | 'warm' | 'unannounced';
  /** U-Boot's `Reset cause:` (POR, WDOG, …); undefined when it did not print one. */
  readonly resetCause: string | undefined;
  readonly stages: readonly StageEntry[];
  /** /proc/sys/kernel/random/boot_id, once known. */
  readonly bootId: string | undefined;
  /** The module's serial number as the boot loader printed it; undefined when it did not. */
  readonly serialNumber?: string;
  /** Banner versions: `u-boot-spl`, `tf-a`, `u-boot`, `linux`. */
  readonly versions: Readonly<Record<string, string>>;
}

/** When the boot passed the stage; undefined when it did not. */
export const stageAt = (boot: BootRecord, stage: BootStage): number | undefined => boot.stages.find((entry) => entry.stage === stage)?.atMs;

/** True when `stage` is `wanted` or behind it on the ladder. */
export const hasReached = (stage: BootStage, wanted: BootStage): boolean =>
  stage !== 'recovery' && wanted !== 'recovery' && bootStages.indexOf(stage) >= bootStages.indexOf(wanted);
