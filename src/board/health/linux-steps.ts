import { BootError, ConnectionLostError, HilError, LoginError } from '../../core/errors.ts';
import { formatMs } from '../../core/time.ts';
import type { Answer, HealthParts, HealthStep } from './step.ts';

const linux: HealthStep['ask'] = async ({ boot, linux: open, clock, wire }, _, signal) => {
  const begin = clock.now();
  try {
    await wire.judge(signal, () => boot.reach('login', signal));
    await (await open(signal)).run('true', { signal });
    return { text: `booted and let us in over SSH after ${formatMs(clock.now() - begin)}` };
  } catch (cause) {
    // A system that does not boot is the product's affair, and scenarios say so.
    if (cause instanceof BootError || cause instanceof ConnectionLostError)
      return { text: cause.message, isDoubtful: true, isEnd: true, fault: cause };
    throw cause;
  }
};

const identity: HealthStep['ask'] = async ({ identity: proof, linux: open }, _, signal) => proof.prove(await open(signal), signal);

const login: HealthStep['ask'] = async ({ onConsole }, _, signal) => {
  try {
    const { stdout } = await onConsole((shell) => shell.run('id -un', { signal }), signal);
    return { text: `the console let us in as '${stdout.trim()}'` };
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof LoginError || cause instanceof BootError) return { text: cause.message, fault: cause };
    throw cause;
  }
};

const sudo: HealthStep['ask'] = async ({ linux: open }, _, signal) => {
  const { stdout } = await (await open(signal)).run('id -u', { asRoot: true, signal });
  if (stdout.trim() === '0') return { text: 'commands run as root' };
  throw new HilError('lab', `a command that was to run as root ran as user ${stdout.trim() || 'unknown'}`, {
    remedy: 'let the user of the lab file use sudo for every command, or log in as root',
  });
};

// The largest image that the reserved region takes, twice: for a start from Linux and one from U-Boot.
const leastKilobytes = 32 * 1024;

const disk: HealthStep['ask'] = async ({ linux: open }, _, signal) => {
  const { stdout } = await (await open(signal)).run('df -Pk /var', { reject: false, signal });
  const [, available] = /\s(\d+)\s+\d+%\s+\S+\s*$/.exec(stdout) ?? [];
  if (available === undefined) return { text: 'df does not tell how much room /var has', isDoubtful: true };
  const text = `/var has ${Math.floor(Number(available) / 1024)} MiB left`;
  if (Number(available) >= leastKilobytes) return { text };
  throw new HilError('lab', `the board has too little room for firmware: ${text}`, { remedy: 'remove what is not needed below /var' });
};

const dayMs = 24 * 3600 * 1000;

const time: HealthStep['ask'] = async ({ linux: open }, _, signal) => {
  const { stdout } = await (await open(signal)).run('date +%s', { reject: false, signal });
  const seconds = Number(stdout.trim() || Number.NaN);
  if (!Number.isFinite(seconds)) return { text: 'the board does not tell the time', isDoubtful: true };
  const days = Math.round((seconds * 1000 - Date.now()) / dayMs);
  if (Math.abs(days) < 1) return { text: "the board's clock is right to a day" };
  return {
    text: `the board's clock is ${Math.abs(days)} days ${days < 0 ? 'behind' : 'ahead'}: dates in its logs are wrong`,
    isDoubtful: true,
  };
};

/** What can only be asked where somebody was let in. */
const orNoSsh =
  (ask: HealthStep['ask']): HealthStep['ask'] =>
  async (parts: HealthParts, options, signal): Promise<Answer | undefined> =>
    parts.host === undefined && options.thorough ? undefined : ask(parts, options, signal);

const ssh: HealthStep['ask'] = async ({ boot, host, wire }, _, signal) => {
  if (host !== undefined) return undefined;
  await wire.judge(signal, () => boot.reach('login', signal));
  return { text: 'Linux booted; this board has no SSH, so that nothing is asked over it', isDoubtful: true };
};

/** What Linux is asked, in this order. */
export const linuxSteps: readonly HealthStep[] = [
  { what: 'ssh', isThorough: true, needs: ['power'], ask: ssh },
  { what: 'linux', needs: ['power'], ask: orNoSsh(linux) },
  { what: 'login', isThorough: true, needs: ['power', 'linux', 'autoboot'], ask: login },
  { what: 'identity', needs: ['linux', 'login'], ask: orNoSsh(identity) },
  { what: 'sudo', isThorough: true, needs: ['linux'], ask: orNoSsh(sudo) },
  { what: 'disk', needs: ['linux'], ask: orNoSsh(disk) },
  { what: 'time', needs: ['linux'], ask: orNoSsh(time) },
];
