const smallCode = '--optimize-for-size';

export interface NodeFlagsOptions {
  /** Many such processes live side by side. Measured: a board takes some 75 MB less (222 and 146), and a run of one scenario some 10 % more CPU. */
  readonly savesMemory: boolean;
  /** Bounds V8's young generation where memory is saved; left out, it is V8's own. */
  readonly youngMegabytes?: number;
}

/** Node's flags for a process of a run. */
export const nodeFlags = ({ savesMemory, youngMegabytes }: NodeFlagsOptions): string[] => [
  ...lateOptimization,
  ...(savesMemory && youngMegabytes !== undefined ? [`--max-semi-space-size=${youngMegabytes}`] : []),
  ...(savesMemory ? [smallCode] : []),
];

/**
 * Most processes of a run end before the code that V8 optimizes for them has paid for that. The V8 of Node 20 counts bytes of bytecode until it optimizes a
 * function, and this is 15 times its own number: measured, the shipped suite of the cold boot takes 7 % less CPU on the virtual board, and the core of the
 * virtual M7, the console and the detector are as fast as before. Later ones count calls, and compile in a cheaper way first.
 */
export const lateOptimization: readonly string[] = process.versions.v8.startsWith('11.') ? ['--interrupt-budget=1000000'] : [];

/** Whether this process was started to save memory: what it starts saves it too. */
export const savesMemory = (): boolean => process.execArgv.includes(smallCode);
