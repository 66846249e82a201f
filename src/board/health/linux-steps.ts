import { BootError, ConnectionLostError, HilError, LoginError, PortError, ProvisionError } from '../../core/errors.ts';
import { formatMs } from '../../core/time.ts';
import { bytesText, isRubbish, printableText } from '../../knowledge/wire/line-sample.ts';
import { usualRate } from '../boot/no-banner.ts';
import { linuxEnvironment } from '../provision/linux-environment.ts';
import { bound } from '../provision/stored-environment.ts';
import { identityOf, type LinuxIdentity } from './board-identity.ts';
import { linuxBehind } from './linux-behind.ts';
import { whoseSsh } from './sibling-ssh.ts';
import type { Answer, HealthParts, HealthStep } from './step.ts';

const linux: HealthStep['ask'] = async (parts, { thorough = false, siblings = [] }, signal) => {
  const { boot, linux: open, clock, wire } = parts;
  const begin = clock.now();
  try {
    await wire.judge(signal, () => boot.reach('login', signal));
    await (await open(signal)).run('true', { signal });
    return { text: `booted and let us in over SSH after ${formatMs(clock.now() - begin)}` };
  } catch (cause) {
    signal.throwIfAborted();
    const garbled = boot.stage === 'kernel' ? unreadable(parts) : undefined;
    if (garbled) throw garbled;
    if (thorough && cause instanceof HilError && !(cause instanceof BootError)) {
      const reason = await whoseSsh(cause, siblings, parts, signal);
      if (reason !== cause) throw reason;
    }
    // A system that does not boot is the product's affair, and scenarios say so.
    if (cause instanceof BootError || cause instanceof ConnectionLostError)
      return { text: cause.message, isDoubtful: true, isEnd: true, fault: cause };
    throw cause;
  }
};

/** U-Boot was read, and what came from the kernel on is no text. */
const unreadable = ({ heard, model: { profile } }: HealthParts): PortError | undefined => {
  const { a53 } = heard();
  if (!a53 || !isRubbish(a53.sample)) return undefined;
  const [, tty] = /\((\w+)\)/.exec(profile.consoles.a53) ?? [];
  return new PortError(
    `console a53 carries text from U-Boot, and none from the kernel on (${printableText(a53.sample)}): Linux speaks at another baud rate`,
    {
      evidence: [`a53: ${bytesText(a53.sample)} …`],
      remedy: `give the kernel the rate that U-Boot has: console=${tty},${usualRate} in its arguments, and the same for the getty of that UART`,
    },
  );
};

const defaultEnvironment = /bad CRC, using default environment/i;

/** Provisioning writes U-Boot's variables from Linux, which is worth nothing where the two keep them in different places. */
const variables: HealthStep['ask'] = async ({ a53, linux: open, model: { provisioning } }, _, signal) => {
  const lines = a53.tail(2000).map(({ text }) => text);
  const printed = lines.findLast((text) => text.startsWith('bootcmd='))?.slice('bootcmd='.length);
  const isDefault = lines.some((text) => defaultEnvironment.test(text));
  if (printed === undefined && !isDefault) return undefined;
  const whereStored = `check /etc/fw_env.config: ${provisioning.environment}`;
  const shell = await open(signal);
  try {
    const read = await linuxEnvironment(bound(shell, signal), provisioning.environment).get('bootcmd');
    if (isDefault)
      return { text: 'fw_printenv reads variables, though U-Boot took its defaults: they keep them in different places', isDoubtful: true };
    if (read === printed) return { text: 'fw_printenv reads the variables that U-Boot has' };
    const text = 'fw_printenv reads other variables than U-Boot has: what Linux stores there changes nothing';
    const evidence = [`a53: bootcmd=${(printed ?? 'not printed').slice(0, 80)}`, `ssh: bootcmd=${(read ?? 'not set').slice(0, 80)}`];
    return { text, fault: new HilError('lab', text, { evidence, remedy: whereStored }) };
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof ProvisionError)) throw cause;
    const { evidence, message, remedy = whereStored } = cause;
    return { text: message, fault: new HilError('lab', message, { cause, evidence, remedy }) };
  }
};

const identity: HealthStep['ask'] = async (parts, { thorough = false }, signal) => {
  const { identity: proof, linux: open } = parts;
  const shell = await open(signal);
  const answer = await proof.prove(shell, signal);
  if (thorough) await requireSameAgain(await identityOf(shell, signal), parts, signal);
  return answer;
};

// Two boards with one address answer by chance: who asks four times and meets one of two alone is right seven times out of eight.
const moreConnections = 3;

const requireSameAgain = async (
  { bootId, serial }: LinuxIdentity,
  { host }: Pick<HealthParts, 'host'>,
  signal: AbortSignal,
): Promise<void> => {
  for (let more = 0; host && more < moreConnections; more++) {
    const found = await linuxBehind(host, '20s', signal);
    if (!(found instanceof HilError) && found.bootId === bootId) continue;
    const said = found instanceof HilError ? found.message : `serial number ${found.serial ?? 'unknown'}, boot id ${found.bootId}`;
    throw new PortError('SSH leads to another board or host at the next connection: two of them take turns behind this address', {
      evidence: [`first: serial number ${serial ?? 'unknown'}, boot id ${bootId}`, `then: ${said}`],
      remedy:
        'look for two boards with one IP or MAC address (ip neigh, arping), or a name that resolves to several, and give each board its own',
    });
  }
};

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
  const { exitCode, stdout, stderr } = await (await open(signal)).run('id -u', { asRoot: true, reject: false, signal });
  if (exitCode === 0 && stdout.trim() === '0') return { text: 'commands run as root' };
  const what = exitCode === 0 ? `ran as user ${stdout.trim() || 'unknown'}` : `was refused, with exit status ${exitCode}`;
  throw new HilError('lab', `a command that was to run as root by sudo ${what}`, {
    evidence: stderr.split('\n').filter(Boolean).slice(-5),
    remedy:
      'let the user of the lab file use sudo for every command, with the password of the lab file or without one (NOPASSWD), or log in as root',
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
  { what: 'fw_printenv', isThorough: true, needs: ['linux', 'environment', 'sudo'], ask: orNoSsh(variables) },
  { what: 'disk', needs: ['linux'], ask: orNoSsh(disk) },
  { what: 'time', needs: ['linux'], ask: orNoSsh(time) },
];
