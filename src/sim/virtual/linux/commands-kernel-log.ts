import type { Command } from 'just-bash';
import { binary, command, failure, output, type Result } from './command.ts';
import { formatKernelLine, type KernelLine } from './kernel.ts';
import type { Session } from './session.ts';
import { wholeSink } from './sinks.ts';

// util-linux sys-utils/dmesg.c; a program may name any but the first.
const facilityNames = ['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'];
const levelNames = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];

/** dmesg and logger. */
export const kernelLogCommands = (session: Session): readonly Command[] => [
  command('dmesg', (args) => dmesg(session, args)),
  command('logger', (args) => {
    if (args.includes('-k') || args.includes('--kmsg')) return output();
    // What logger sends goes to the journal, not to the kernel: only that it does no harm is modelled.
    session.linux.limits.effect('linux', 'the journal that logger writes to, unlike /dev/kmsg,');
    return output();
  }),
];

const dmesg = async (session: Session, args: readonly string[]): Promise<Result> => {
  const { kernel } = session.linux;
  const flag = (short: string, long: string): boolean => args.some((arg) => arg === `--${long}` || new RegExp(`^-\\w*${short}`).test(arg));
  const consoleAt = args.findIndex((arg) => arg === '-n' || arg === '--console-level');
  if (consoleAt >= 0) return setConsoleLevel(session, args[consoleAt + 1] ?? '');
  if (flag('C', 'clear')) {
    if (session.uid !== 0) return failure('dmesg: clear kernel buffer failed: Operation not permitted\n');
    kernel.clear();
    return output();
  }
  const show = formatter(session, flag('T', 'ctime'), flag('x', 'decode'), flag('r', 'raw'), flag('t', 'notime'));
  if (flag('w', 'follow') || flag('W', 'follow-new')) return follow(session, show, !flag('W', 'follow-new'));
  const text = kernel.lines().map(show).join('');
  if (flag('c', 'read-clear') && session.uid === 0) kernel.clear();
  return output(text);
};

const setConsoleLevel = (session: Session, word: string): Result => {
  if (session.uid !== 0) return failure('dmesg: klogctl failed: Operation not permitted\n');
  const named = levelNames.indexOf(word);
  const wanted = named >= 0 ? named + 1 : Number(word);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 8) return failure(`dmesg: unknown level '${word}'\n`);
  session.linux.kernel.consoleLevel = wanted;
  return output();
};

const formatter = (
  { linux }: Session,
  wallTime: boolean,
  decode: boolean,
  raw: boolean,
  noTime: boolean,
): ((line: KernelLine) => string) => {
  const bootedAt = Date.now() - linux.kernel.uptime() * 1000;
  return (line) => {
    if (raw) return `<${line.facility * 8 + line.level}>${formatKernelLine(line)}\n`;
    const stamp = wallTime ? `[${wallClock(bootedAt + line.us / 1000)}] ${line.text}` : noTime ? line.text : formatKernelLine(line);
    return `${decode ? `${(facilityNames[line.facility] ?? '').padEnd(6)}:${levelNames[line.level]!.padEnd(6)}: ` : ''}${stamp}\n`;
  };
};

const wallClock = (ms: number): string => new Date(ms).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+).*/, '$1 $3 $2 $5 $4');

const follow = async (session: Session, show: (line: KernelLine) => string, fromStart: boolean): Promise<Result> => {
  const { kernel } = session.linux;
  const kept: Uint8Array[] = [];
  const out = wholeSink(session) ?? ((bytes) => kept.push(bytes));
  const send = (line: KernelLine): void => out(Buffer.from(show(line)));
  if (fromStart) out(Buffer.from(kernel.lines().map(show).join('')));
  const stop = kernel.follow(send);
  const over = AbortSignal.any([session.signal, ...session.deadlines]);
  await new Promise<void>((resolve) => {
    if (over.aborted) resolve();
    over.addEventListener('abort', () => resolve(), { once: true });
  });
  stop();
  return binary(Buffer.concat(kept));
};
