/** Runs a command that Ctrl-C or a terminating signal ends in good order; a second one hurries it (`hurry`), a third gives up. */
export const untilInterrupted = async <T>(body: (signal: AbortSignal) => Promise<T>, hurry: () => void = () => {}): Promise<T> => {
  const controller = new AbortController();
  let count = 0;
  const interrupt = (name: NodeJS.Signals): void => {
    count++;
    if (count === 1) controller.abort(new Error(`interrupted by ${name}`));
    else if (count === 2) hurry();
    else process.exit(130);
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, interrupt);
  try {
    return await body(controller.signal);
  } finally {
    for (const name of names) process.off(name, interrupt);
  }
};
