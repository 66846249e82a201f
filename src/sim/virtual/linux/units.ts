/** What systemd made of a unit in this boot. */
export interface UnitRun {
  readonly activeState: 'inactive' | 'activating' | 'active' | 'failed';
  /** As `systemctl show -p Result` says it. */
  readonly result: 'success' | 'exit-code';
  readonly status: number;
  /** What it printed. */
  readonly log: readonly string[];
}

/** Service units that somebody put on the board, by `name` or `name.service`. */
export interface Units {
  has(unit: string): boolean;
  isEnabled(unit: string): boolean;
  runOf(unit: string): UnitRun;
  start(unit: string): Promise<UnitRun>;
  stop(unit: string): void;
  enable(unit: string): void;
  disable(unit: string): void;
}
