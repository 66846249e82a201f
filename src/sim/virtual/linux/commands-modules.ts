import type { Command } from 'just-bash';
import { command, failure, output, type Result } from './command.ts';
import { errnoNames } from './errno-names.ts';
import { errnoWords } from './file-tree.ts';
import type { Session } from './session.ts';

/** Modules and kernel parameters. */
export const moduleCommands = (session: Session): readonly Command[] => [
  command('modprobe', (args) => modprobe(session, args)),
  command('insmod', (args, { cwd }) => insmod(session, args, cwd)),
  command('lsmod', () => output(`Module                  Size  Used by\n${session.linux.troubles.modules.names.map(row).join('')}`)),
  command('sysctl', (args) => sysctl(session, args)),
  command('watchdog', (args) => watchdog(session, args)),
];

const row = (name: string): string => `${name.padEnd(24)}16384  0\n`;

const modprobe = async (session: Session, args: readonly string[]): Promise<Result> => {
  const [name, ...words] = args.filter((arg) => !arg.startsWith('-'));
  if (name === undefined) return failure('modprobe: ERROR: missing parameters. See -h.\n');
  const result = await session.linux.troubles.load(name, words, 'modprobe', session.uid);
  if (result === 'absent') {
    return failure(`modprobe: FATAL: Module ${name} not found in directory /lib/modules/${session.linux.kernel.release}\n`);
  }
  return answer(result, (words) => `modprobe: ERROR: could not insert '${name.replaceAll('-', '_')}': ${words}\n`);
};

const insmod = async (session: Session, args: readonly string[], cwd: string): Promise<Result> => {
  const [file = '', ...words] = args.filter((arg) => !arg.startsWith('-'));
  const refused = (reason: string): string => `insmod: ERROR: could not insert module ${file}: ${reason}\n`;
  if (session.linux.tree.get(session.fs.resolvePath(cwd, file))?.kind !== 'file') {
    return failure(`insmod: ERROR: could not load module ${file}: No such file or directory\n`);
  }
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.ko.*$/, '');
  const result = await session.linux.troubles.load(name, words, 'insmod', session.uid);
  return result === 'absent' ? failure(refused('Invalid module format')) : answer(result, refused);
};

const answer = (result: number | 'killed', refused: (reason: string) => string): Result => {
  // The shell says this about a program that the kernel killed: 128 + SIGSEGV.
  if (result === 'killed') return failure('Segmentation fault\n', 139);
  if (result === 0) return output();
  const code = errnoNames[-result];
  return failure(refused(code === undefined ? `Error ${-result}` : errnoWords[code]));
};

// procps: `-w` is optional, `-n` shows values alone.
const sysctl = async (session: Session, args: readonly string[]): Promise<Result> => {
  const results = [];
  for (const word of args.filter((arg) => !arg.startsWith('-'))) {
    const [key = '', value] = word.split(/=(.*)/s);
    results.push(await oneKey(session, key.replaceAll('.', '/'), value, args.includes('-n')));
  }
  return {
    stdout: results.map(({ stdout }) => stdout).join(''),
    stderr: results.map(({ stderr }) => stderr).join(''),
    exitCode: Math.max(0, ...results.map(({ exitCode }) => exitCode)),
  };
};

const oneKey = async ({ fs, uid }: Session, key: string, value: string | undefined, bare: boolean): Promise<Result> => {
  const path = `/proc/sys/${key}`;
  const name = key.replaceAll('/', '.');
  if (fs.tree.get(path) === undefined) return failure(`sysctl: cannot stat ${path}: No such file or directory\n`, 255);
  if (value !== undefined) {
    if (uid !== 0) return failure(`sysctl: permission denied on key "${name}"\n`, 255);
    const written = await fs.write(path, Buffer.from(`${value}\n`), false).then(
      () => true,
      () => false,
    );
    if (!written) return failure(`sysctl: setting key "${name}": Invalid argument\n`, 255);
  }
  const now = Buffer.from(fs.read(path)).toString().trim();
  return output(bare ? `${now}\n` : `${name} = ${now}\n`);
};

// busybox: -T is the timeout, -t how often it is fed.
const watchdog = ({ linux, uid }: Session, args: readonly string[]): Result => {
  const seconds = (option: string, otherwise: number): number => Number(args[args.indexOf(option) + 1 || args.length] ?? otherwise);
  if (uid !== 0) return failure("watchdog: can't open '/dev/watchdog': Permission denied\n");
  if (linux.troubles.watchdog.take('watchdog', seconds('-T', 60), seconds('-t', 30))) return output();
  return failure("watchdog: can't open '/dev/watchdog': Device or resource busy\n");
};
