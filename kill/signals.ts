import type { HilRun } from './hil-run.ts';

/** What a run is struck with: a signal, SIGKILL of one of its processes or of all at once, or two signals, of which the second one has it stop now. */
export const strokes = ['SIGINT', 'SIGTERM', 'worker', 'board', 'supervisor', 'all', 'twice'] as const;
export type Stroke = (typeof strokes)[number];

/** True when it takes the supervisor with it, so that only another run can do what is left. */
export const orphans = (stroke: Stroke): boolean => stroke === 'supervisor' || stroke === 'all';

/** Strikes at once. False when there is nobody to strike at this moment. */
export const strike = (run: HilRun, stroke: Stroke): boolean => {
  if (stroke === 'SIGINT' || stroke === 'SIGTERM') return run.child.kill(stroke);
  if (stroke === 'twice') return run.child.kill('SIGINT') && run.child.kill('SIGTERM');
  if (stroke === 'supervisor') return run.child.kill('SIGKILL');
  const all = run.family();
  const struck = stroke === 'all' ? all : all.filter(({ command }) => roles[stroke].test(command));
  // Everything at once is meant literally: nobody may react to the end of another.
  if (stroke === 'all') for (const { pid } of struck) signal(pid, 'SIGSTOP');
  for (const { pid } of struck) signal(pid, 'SIGKILL');
  return struck.length > 0;
};

const roles = { worker: /vitest\/dist\/workers\/forks/, board: /board-process\/board-process/ } as const;

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It was quicker.
  }
};
