const startUpInstructions = 2_000_000;
const loopInstructions = 20_000;

export interface Progress {
  readonly instructions: number;
  readonly sleeps: number;
  /** CPU milliseconds of the host that went into it. */
  readonly cpuMs: number;
}

/** What a core has done since it left reset. */
export class CoreProgress {
  instructions = 0;
  sleeps = 0;

  get counts(): Omit<Progress, 'cpuMs'> {
    return { instructions: this.instructions, sleeps: this.sleeps };
  }

  startOver(): void {
    this.instructions = 0;
    this.sleeps = 0;
  }

  /** True once it went through its loop to the next sleep since `mark`, or executed what a start-up and some turns of a loop take. */
  isEnoughSince(mark: Pick<Progress, 'instructions' | 'sleeps'>): boolean {
    if (this.sleeps - mark.sleeps >= 2) return true;
    return this.instructions >= startUpInstructions && this.instructions - mark.instructions >= loopInstructions;
  }
}
