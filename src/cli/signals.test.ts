import { expect, test } from 'vitest';
import { untilInterrupted } from './signals.ts';

/** Signals in the order in which they come, and after which of them the command was interrupted, and told to leave things out. */
const answersTo = async (...names: NodeJS.Signals[]) => {
  const answers: string[] = [];
  await untilInterrupted(
    async (signal) => {
      signal.addEventListener('abort', () => answers.push((signal.reason as Error).message));
      for (const name of names) {
        process.emit(name, name);
        answers.push(name);
      }
    },
    () => answers.push('leaves out what it can'),
  );
  return answers;
};

// A terminal signals the shell of bin/hil and the run, and the shell passes on what it gets.
test.each([
  { names: ['SIGINT', 'SIGUSR2'], answers: ['interrupted by SIGINT', 'SIGINT', 'SIGUSR2'] },
  { names: ['SIGUSR2', 'SIGINT'], answers: ['interrupted by a signal', 'SIGUSR2', 'SIGINT'] },
  { names: ['SIGUSR2', 'SIGUSR2'], answers: ['interrupted by a signal', 'SIGUSR2', 'leaves out what it can', 'SIGUSR2'] },
  {
    names: ['SIGINT', 'SIGUSR2', 'SIGUSR2', 'SIGINT'],
    answers: ['interrupted by SIGINT', 'SIGINT', 'SIGUSR2', 'leaves out what it can', 'SIGUSR2', 'SIGINT'],
  },
  { names: ['SIGINT', 'SIGTERM'], answers: ['interrupted by SIGINT', 'SIGINT', 'leaves out what it can', 'SIGTERM'] },
] as const)('$names', async ({ names, answers }) => {
  expect(await answersTo(...names)).toEqual(answers);
});
