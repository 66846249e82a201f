import { type Command, latin1FromBytes } from 'just-bash';
import { cksum } from '../../../core/cksum.ts';
import { command, failure, output, type Result } from './command.ts';
import type { Session } from './session.ts';

/** Who and what this system is. */
export const informationCommands = (session: Session): readonly Command[] => {
  const { linux, user, uid } = session;
  const { identity, kernel } = linux;
  return [
    command('uname', (args) => uname(session, args)),
    command('hostname', () => output(`${identity.hostName}\n`)),
    command('whoami', () => output(`${user}\n`)),
    command('id', ([option]) => id(session, option)),
    command('groups', () => output(uid === 0 ? 'root\n' : 'torizon sudo docker\n')),
    command('uptime', () =>
      output(
        ` ${new Date().toISOString().slice(11, 19)} up ${Math.floor(kernel.uptime() / 60)} min,  1 user,  load average: 0.12, 0.18, 0.09\n`,
      ),
    ),
    command('cksum', (_, { stdin }) => output(`${cksum(Buffer.from(latin1FromBytes(stdin), 'latin1'))}\n`)),
    command('nproc', () => output('4\n')),
    command('df', (args) => df(session, args)),
    command('free', () =>
      output(
        `               total        used        free\nMem:     ${identity.ramBytes / 1024 - 262_144}      186232     ${identity.ramBytes / 1024 - 524_288}\n`,
      ),
    ),
    command('tdx-info', () => tdxInfo(session)),
    command('ostree', (args) => ostree(session, args)),
  ];
};

// Without paths every file system, with one the file system that it is on.
const df = ({ linux: { identity, mounts, settings } }: Session, args: readonly string[]): Result => {
  const size = 28_827_608;
  const used = mounts.isFull ? size : 1_243_012;
  const eMmc = `/dev/mmcblk${settings.model.emmc.number}p1  30396924 ${used}  ${size - used}  ${Math.ceil((100 * used) / size)}% /\n`;
  const memory = `tmpfs             ${identity.ramBytes / 2048}       0   ${identity.ramBytes / 2048}   0% /tmp\n`;
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const rows = paths.length === 0 ? [eMmc, memory] : paths.map((path) => (/^\/(?:tmp|run|dev)(?:\/|$)/.test(path) ? memory : eMmc));
  return output(`Filesystem     1K-blocks    Used Available Use% Mounted on\n${rows.join('')}`);
};

const id = ({ uid, user }: Session, option: string | undefined): Result => {
  if (option === '-u' || option === '-g') return output(`${uid}\n`);
  if (option === '-un' || option === '-gn') return output(`${user}\n`);
  const others = uid === 0 ? '' : ',27(sudo),990(docker)';
  return output(`uid=${uid}(${user}) gid=${uid}(${user}) groups=${uid}(${user})${others}\n`);
};

const uname = ({ linux: { identity, kernel } }: Session, args: readonly string[]): Result => {
  const letters = args.join('').replaceAll('-', '') || 's';
  const all = {
    s: 'Linux',
    n: identity.hostName,
    r: kernel.release,
    v: kernel.version,
    m: 'aarch64',
    p: 'unknown',
    i: 'unknown',
    o: 'GNU/Linux',
  };
  const wanted = letters.includes('a') ? 'snrvmo' : letters;
  return output(
    `${Object.entries(all)
      .filter(([letter]) => wanted.includes(letter))
      .map(([, value]) => value)
      .join(' ')}\n`,
  );
};

const tdxInfo = ({ linux: { identity, kernel }, uid }: Session): Result => {
  if (uid !== 0) return failure('Please, run as root.\n', 13);
  const rule = '-'.repeat(60);
  const row = (key: string, value: string): string => `${`${key}:`.padEnd(25)} ${value}\n`;
  const software =
    row('Bootloader', 'U-Boot') +
    row('Kernel version', `${kernel.release} ${kernel.version}`) +
    row('Kernel command line', kernel.cmdline) +
    row('Distro name', `NAME="${identity.distro.name}"`) +
    row('Distro version', `VERSION_ID=${identity.distro.version}`) +
    row('Hostname', identity.hostName);
  const hardware =
    row('HW model', identity.model) +
    row('Toradex version', `${identity.productId} V1.1B`) +
    row('Serial number', identity.serialNumber) +
    row('Processor arch', 'aarch64');
  return output(`\nSoftware summary\n${rule}\n${software}${rule}\n\nHardware info\n${rule}\n${hardware}${rule}\n`);
};

const ostree = ({ linux }: Session, args: readonly string[]): Result => {
  if (linux.settings.image !== 'torizon') return failure('bash: ostree: command not found\n', 127);
  if (args.join(' ') !== 'admin status') {
    linux.limits.command('linux', `ostree ${args.join(' ')}`);
    return failure('error: only `ostree admin status` is modelled on this board\n');
  }
  return output(
    `* torizon ${linux.identity.ostreeHash}.0\n    Version: ${linux.identity.distro.version}\n    origin refspec: tcb/torizon\n`,
  );
};
