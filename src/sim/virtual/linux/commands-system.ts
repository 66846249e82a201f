import type { Command } from 'just-bash';
import { type Context, command, failure, output, type Result } from './command.ts';
import { serviceCommands } from './commands-services.ts';
import { dd } from './dd.ts';
import { FileError } from './file-tree.ts';
import type { Session } from './session.ts';

/** Restarting, services, mounts and who uses a device. */
export const systemCommands = (session: Session): readonly Command[] => [
  command('reboot', (args) => end(session, 'reboot', isForced(args))),
  command('poweroff', (args) => end(session, 'poweroff', isForced(args))),
  command('halt', (args) => end(session, 'poweroff', isForced(args))),
  command('shutdown', (args) => end(session, args.includes('-r') ? 'reboot' : 'poweroff')),
  ...serviceCommands(session, (args) => systemctl(session, args)),
  command('sync', () => output()),
  command('mount', (args) => mount(session, args)),
  command('fuser', (args, { cwd }) => fuser(session, args, cwd)),
  command('chown', () => output()),
  command('install', (args, context) => install(session, args, context)),
  command('stty', () => output()),
  command('resize', () => output()),
  command('dd', (args, context) => dd(session, args, context)),
];

// `install -m MODE [-o USER] [-g GROUP] SOURCE TARGET`, or with -d a folder.
const install = async ({ fs }: Session, args: readonly string[], { cwd }: Context): Promise<Result> => {
  const paths = args
    .filter((arg, index) => !arg.startsWith('-') && !/^-[mog]$/.test(args[index - 1] ?? ''))
    .map((path) => fs.resolvePath(cwd, path));
  const mode = Number.parseInt(args[args.indexOf('-m') + 1] ?? '755', 8);
  const [source, target] = paths;
  if (source === undefined) return failure('install: missing file operand\n');
  if (args.includes('-d')) {
    await fs.mkdir(source, { recursive: true });
    return output();
  }
  if (target === undefined) return failure(`install: missing destination file operand after '${source}'\n`);
  const isFolder = fs.tree.get(target)?.kind === 'folder';
  const file = isFolder ? `${target}/${source.slice(source.lastIndexOf('/') + 1)}` : target;
  try {
    await fs.write(file, fs.read(source), false);
    await fs.chmod(file, mode);
    return output();
  } catch (error) {
    return failure(`install: cannot create regular file '${file}': ${error instanceof FileError ? error.words : String(error)}\n`);
  }
};

// systemctl(1): at once, without stopping a service.
const isForced = (args: readonly string[]): boolean => args.some((arg) => /^(?:-\w*f\w*|--force)$/.test(arg));

const end = (session: Session, how: 'reboot' | 'poweroff', forced = false): Result => {
  if (session.uid !== 0)
    return failure(
      `Failed to set wall message, ignoring: Interactive authentication required.\nFailed to ${how === 'reboot' ? 'reboot' : 'power off'} system via logind: Interactive authentication required.\n`,
    );
  session.linux.shutDown(how, forced);
  return output();
};

/** Of the whole system; what is of a unit is told by another. */
const systemctl = (session: Session, args: readonly string[]): Result | undefined => {
  const [verb] = args.filter((arg) => !arg.startsWith('-'));
  if (verb === 'reboot' || verb === 'poweroff') return end(session, verb, isForced(args));
  if (args.includes('--failed') || args.includes('--state=failed'))
    return output(args.includes('--no-legend') ? '' : '  UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed.\n');
  if (verb === 'is-system-running') return session.linux.isStarted ? output('running\n') : output('starting\n', 1);
  return verb === 'daemon-reload' ? output() : undefined;
};

const mount = (session: Session, args: readonly string[]): Result => {
  const { linux } = session;
  if (args.length === 0) {
    const lines = linux.mounts.mounted.map(({ device, folder, type, options }) => `${device} on ${folder} type ${type} (${options})\n`);
    return output(lines.join(''));
  }
  if (session.uid !== 0) return failure('mount: only root can do that.\n');
  const options = args[args.indexOf('-o') + 1] ?? '';
  if (args.includes('-o') && options.split(',').includes('remount')) {
    if (args.at(-1) === '/usr') linux.mounts.usrIsWritable = options.split(',').includes('rw');
    return output();
  }
  linux.limits.command('linux', `mount ${args.join(' ')}`);
  return failure(`mount: '${args.join(' ')}' is not modelled on this board\n`, 32);
};

const fuser = (session: Session, args: readonly string[], cwd: string): Result => {
  const paths = args.filter((arg) => !arg.startsWith('-')).map((arg) => session.fs.resolvePath(cwd, arg));
  const users = [...session.linux.deviceUsers].filter(({ path }) => paths.includes(path));
  if (users.length === 0) return output('', 1);
  if (args.some((arg) => /^-\w*k/.test(arg))) for (const { kill } of users) kill();
  return { stdout: users.map((_, index) => ` ${640 + index}`).join(''), stderr: `${paths.join(' ')}: `, exitCode: 0 };
};
