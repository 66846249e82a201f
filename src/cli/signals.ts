import { readFileSync, readlinkSync } from 'node:fs';

/** Somebody has ended the command. */
export class InterruptedError extends Error {}

/** Runs a command that Ctrl-C or a terminating signal ends in good order; a second one has it leave out what it can (`stopNow`), a third ends the process. */
export const untilInterrupted = async <T>(body: (signal: AbortSignal) => Promise<T>, stopNow: () => void = () => {}): Promise<T> => {
  const controller = new AbortController();
  const came = { here: 0, byShell: 0 };
  let count = 0;
  const interrupt = (name: NodeJS.Signals): void => {
    if (name === 'SIGHUP' && outlivesTerminal()) return;
    came[name === ofShell ? 'byShell' : 'here']++;
    // What is sent to a whole process group comes both ways.
    if (Math.max(came.here, came.byShell) === count) return;
    count++;
    if (count === 1) controller.abort(new InterruptedError(`interrupted by ${name === ofShell ? 'a signal' : name}`));
    else if (count === 2) stopNow();
    else exit(130);
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP', ofShell] as const;
  for (const name of names) process.on(name, interrupt);
  try {
    return await body(controller.signal);
  } finally {
    for (const name of names) process.off(name, interrupt);
  }
};

/** By which the shell of `bin/hil` passes on any signal that would end it. */
const ofShell = 'SIGUSR2';

// A run guards its process against code of the lab that ends it; the person at the keyboard may.
const exit = process.exit.bind(process);

const ignoresHangup = 1n;

/** Whoever started us wants us to survive the terminal, as nohup(1) does. Node itself takes back what it was told to ignore. */
export const outlivesTerminal = (env: NodeJS.ProcessEnv = process.env): boolean => {
  const { HIL_IGNORED_SIGNALS: mask = '' } = env;
  return (/^[\da-f]+$/i.test(mask) && (BigInt(`0x${mask}`) & ignoresHangup) !== 0n) || hasInputOfNohup();
};

// In place of a terminal nohup opens /dev/null as input, for writing, so that whoever reads it fails. Nobody else does so.
const hasInputOfNohup = (): boolean => {
  try {
    const [, flags = '0'] = /^flags:\s*([0-7]+)/m.exec(readFileSync('/proc/self/fdinfo/0', 'utf8')) ?? [];
    return readlinkSync('/proc/self/fd/0') === '/dev/null' && (Number.parseInt(flags, 8) & 3) === 1;
  } catch {
    return false;
  }
};
