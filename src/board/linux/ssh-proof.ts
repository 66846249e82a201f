import { randomInt } from 'node:crypto';
import { PortError } from '../../core/errors.ts';
import type { Shell } from '../../core/shell.ts';
import type { LinuxLink } from './linux-link.ts';

// More than a packet of SSH holds.
const lineLength = 2000;
const lines = 20;
// In host time: a link that answers does so in a fraction of it.
const answersWithinMs = 10_000;

/**
 * Asks for a command whose output and exit status are known: scripts of a login that print, wrappers of sshd and gateways change them for every
 * command, and each would look like the product's. Resolves with what came instead. Throws what Shell.run does.
 */
export const sshTrouble = async (shell: Shell, signal: AbortSignal): Promise<PortError | undefined> => {
  const status = randomInt(2, 100);
  const number = String(randomInt(1e8, 1e9));
  const line = number.padStart(lineLength, '0');
  const command = `for i in $(seq ${lines}); do printf '%0${lineLength}d\\n' ${number}; done; exit ${status}`;
  const { exitCode, stderr, stdout } = await shell.run(command, { signal, reject: false, timeout: '20s' });
  const wanted = `${line}\n`.repeat(lines);
  const evidence = [
    ...(exitCode === status ? [] : [`a command that ends with exit status ${status} is told to have ended with ${exitCode}`]),
    ...(stdout === wanted ? [] : [outputTrouble(stdout, wanted)]),
  ];
  const [complaint] = stderr.trim().split('\n');
  if (evidence.length === 0) return (await isFresh(shell, signal)) ? undefined : answersOfBefore();
  return new PortError(`SSH spoils what commands say: ${evidence.join('; ')}${complaint ? `; it says '${complaint.slice(0, 120)}'` : ''}`, {
    remedy:
      'see what runs at each login on the board (.profile, .bashrc, /etc/profile.d, ForceCommand of sshd), which shell its user has (fish and csh are no shells of POSIX: chsh), and what stands between: such an answer says nothing of the product',
  });
};

// random(4): another one at every reading, from a command of the same words.
const isFresh = async (shell: Shell, signal: AbortSignal): Promise<boolean> => {
  const ask = async (): Promise<string> =>
    (await shell.run('cat /proc/sys/kernel/random/uuid', { signal, reject: false, timeout: '20s' })).stdout.trim();
  const before = await ask();
  return before === '' || before !== (await ask());
};

const answersOfBefore = (): PortError =>
  new PortError('SSH answers a command with what it said of an earlier one', {
    evidence: ['/proc/sys/kernel/random/uuid was read twice and was the same'],
    remedy: 'see what stands between: a gateway or a wrapper that keeps answers says nothing of the board as it is now',
  });

/** What a new connection must pass before anything is done over it. It throws what `identity` does, or PortError. */
export const admission =
  (identity: { admit(shell: Shell, signal: AbortSignal): Promise<void> }) =>
  async (shell: Shell, signal: AbortSignal): Promise<void> => {
    await identity.admit(shell, signal);
    const trouble = await sshTrouble(shell, signal);
    if (trouble) throw trouble;
  };

/** Of the link that is open; undefined where none is, or where it does not answer. Never rejects. */
export const troubleOf = async (link: Pick<LinuxLink, 'isUp' | 'shell'> | undefined): Promise<PortError | undefined> => {
  if (!link?.isUp) return undefined;
  const over = AbortSignal.timeout(answersWithinMs);
  try {
    return await sshTrouble(await link.shell('1s', over), over);
  } catch {
    return undefined;
  }
};

/** What a proof says against the lab while a link that works would answer; undefined where it says nothing. Never rejects. */
export const troubleIn = async (prove: (signal: AbortSignal) => Promise<void>): Promise<PortError | undefined> => {
  try {
    await prove(AbortSignal.timeout(answersWithinMs));
    return undefined;
  } catch (cause) {
    return cause instanceof PortError ? cause : undefined;
  }
};

const outputTrouble = (stdout: string, wanted: string): string => {
  const at = stdout.indexOf(wanted);
  if (at < 0) return `of ${wanted.length} bytes of output ${stdout.length} came, and not as they were printed`;
  return `a command that prints nothing else is told to have printed '${(stdout.slice(0, at) + stdout.slice(at + wanted.length)).trim().slice(0, 120)}' as well`;
};
