import { HilError, OutcomeError } from '../../core/errors.ts';

// `echo stop > /sys/class/remoteproc/remoteproc0/state`, by whatever path and from whatever program.
const stopsCore = (command: string): boolean => /\bstop\b/.test(command) && /remoteproc|\brproc\b/.test(command);

/** The error of a scenario that expects a living M7 and at whose end that is stopped. `commands`: the command lines of its body. */
export const notAliveAtTheEnd = (commands: readonly string[]): Error => {
  const message = "expected the M7 to be 'alive', and at the end of the scenario it is stopped: remoteproc says 'offline'";
  const own = commands.findLast(stopsCore);
  if (own === undefined)
    return new OutcomeError(`${message}, though no command of this scenario stopped it`, {
      remedy: 'look for a service of the system that stops the M7, and at the kernel log for who wrote to remoteproc',
    });
  return new HilError('suite', `${message}, by a command of this scenario: ${own.trim().split('\n')[0]}`, {
    evidence: [`command: ${own}`],
    remedy: 'stop the M7 with m7.stop(), or expect of this scenario what it makes of the M7',
  });
};
