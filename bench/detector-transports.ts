import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'hil-transports-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const stamp = /^(?:<\d+>)?\[ *(\d+\.\d+)\]/;

/** What the kernel's buffer holds of the log: where it stamps its lines, the others are a program's or a boot loader's. */
const ofKernel = (log: string): string[] => {
  const lines = log.split(/\r?\n/).filter((line) => line !== '');
  const stamped = lines.filter((line) => stamp.test(line));
  return stamped.length > 0 ? stamped : lines;
};

/** The log as /dev/kmsg's readers keep it: a level and a stamp on every line. */
const raw = (log: string): string =>
  ofKernel(log)
    .map((line, index) =>
      stamp.test(line) ? `<4>${line.replace(/^<\d+>/, '')}` : `<4>[${(index / 1000).toFixed(6).padStart(12)}] ${line}`,
    )
    .join('\n')
    .concat('\n');

/** What util-linux' own tool makes of it. */
const dmesg =
  (...options: readonly string[]) =>
  (log: string): string => {
    const file = join(folder, 'log');
    writeFileSync(file, raw(log));
    const { stdout, error } = spawnSync('dmesg', ['-P', '-F', file, ...options], { encoding: 'utf8', maxBuffer: 256_000_000 });
    if (error) throw error;
    return stdout;
  };

const perLine =
  (change: (text: string, time: number, caller: string | undefined) => string) =>
  (log: string): string =>
    ofKernel(log)
      .map((line, index) => {
        const found = /^(?:<\d+>)?\[ *(\d+\.\d+)\](?:\[ *([TC]\d+)\])? ?(.*)$/s.exec(line);
        return found ? change(found[3]!, Number(found[1]), found[2]) : change(line, index / 1000, undefined);
      })
      .join('\n');

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
const clock = (time: number): string => `${two(9 + ((time / 3600) % 10))}:${two((time / 60) % 60)}:${two(time % 60)}`;
const journal = (text: string, time: number): object => ({
  __CURSOR: 's=1;i=2',
  __MONOTONIC_TIMESTAMP: String(Math.round(time * 1e6)),
  _TRANSPORT: 'kernel',
  PRIORITY: '4',
  SYSLOG_IDENTIFIER: 'kernel',
  MESSAGE: text,
});
/** As mailers wrap at 72 columns: at the last blank before. */
const wrapped = (line: string): string => {
  const at = line.length <= 76 ? -1 : line.lastIndexOf(' ', 72);
  return at < 20 ? line : `${line.slice(0, at)}\n${line.slice(at + 1)}`;
};

const dmesgJson = (log: string): string => {
  const record = perLine(
    (msg, time) =>
      `         "pri": 4,\n         "time": ${time.toFixed(6).padStart(12)},\n         "msg": ${JSON.stringify(msg)}\n      },{`,
  );
  return `{\n   "dmesg": [\n      {\n${record(log)}\n      }\n   ]\n}\n`;
};

export interface Transport {
  readonly name: string;
  /** True where the tool itself made it. */
  readonly isReal: boolean;
  readonly change: (log: string) => string;
}

const real = (...options: readonly string[]): Transport => ({
  name: `dmesg ${options.join(' ')}`,
  isReal: true,
  change: dmesg(...options),
});
const made = (name: string, change: Transport['change']): Transport => ({ name, isReal: false, change });

export const transports: readonly Transport[] = [
  real('--color=always'),
  real('-e'),
  real('-H', '--color=always'),
  real('-d'),
  real('-T'),
  real('-x'),
  real('-r'),
  // Of a file its --json repeats all that follows in every record.
  made('dmesg --json', (log) => dmesgJson(log)),
  real('--time-format=iso'),
  real('--time-format=delta'),
  made(
    'dmesg -T, caller ids',
    perLine((text, time, caller) => `[Mon Sep 23 ${clock(time)} 2024] [${(caller ?? 'T1').padStart(6)}] ${text}`),
  ),
  made(
    'BusyBox syslogd',
    perLine((text, time) => `Jan  1 ${clock(time)} cam user.alert kernel: ${text}`),
  ),
  made(
    'logread',
    perLine((text, time) => `Thu Jan  1 ${clock(time)} 1970 kern.warn kernel: [${time.toFixed(6).padStart(12)}] ${text}`),
  ),
  made(
    'rsyslog, RFC 5424',
    perLine((text, time) => `<4>1 2024-09-23T${clock(time)}.123456Z cam kernel - - - ${text}`),
  ),
  made(
    'journalctl -o short-full',
    perLine((text, time) => `Mon 2024-09-23 ${clock(time)} CEST cam kernel: ${text}`),
  ),
  made(
    'journalctl -o json',
    perLine((text, time) => JSON.stringify(journal(text, time))),
  ),
  made(
    'journalctl -o export',
    perLine((text, time) =>
      Object.entries(journal(text, time))
        .map((pair) => pair.join('='))
        .join('\n')
        .concat('\n'),
    ),
  ),
  made(
    'Samsung',
    perLine((text, time) => `<2>[${time.toFixed(6).padStart(12)}] I[7:      swapper/0:    1] ${text}`),
  ),
  made(
    'MediaTek',
    perLine((text, time) => `<6>[${time.toFixed(6).padStart(12)}]  (2)[135:kworker/2:1]${text}`),
  ),
  made(
    'Amlogic',
    perLine((text, time) => `[${time.toFixed(6).padStart(12)}@1] ${text}`),
  ),
  made(
    'two stamps and @cpu',
    perLine((text, time) => `[20210705_${clock(time)}.334567]@2 [${time.toFixed(6).padStart(12)}] ${text}`),
  ),
  made(
    'logcat -b kernel',
    perLine((text, time) =>
      `09-23 ${clock(time)}.123     0     0 W ${text.replace(/^(\w[\w-]*): /, (_, tag: string) => `${tag.padEnd(8)}: `)}`.replace(
        / W (?!\S+ *: )/,
        ' W         : ',
      ),
    ),
  ),
  made(
    'TeraTerm',
    perLine((text, time) => `[2021/07/05, ${clock(time)}.334] ${text}`),
  ),
  made('PuTTY', (log) =>
    log
      .split('\n')
      .map((line, index) => `=~ 2021.07.05 ${clock(index)} ${line}`.slice(3))
      .join('\n'),
  ),
  made(
    'spaces in stamps',
    perLine((text, time, caller) => `[${time.toFixed(6).padStart(12)} ][${(caller ?? 'T0').padStart(6)} ] ${text}`),
  ),
  made(
    'quoted, without stamps',
    perLine((text) => `>> ${text}`),
  ),
  made('quoted', (log) => log.replace(/^/gm, '> ')),
  made('wrapped by a mailer', (log) => log.split('\n').map(wrapped).join('\n')),
  made('quoted and wrapped', (log) => log.split('\n').map(wrapped).join('\n').replace(/^/gm, '> ')),
  made('opening bracket lost', (log) => log.replace(/^\[ */gm, '')),
  made('UTF-16', (log) => Buffer.from(`\ufeff${log.replaceAll('\n', '\r\n')}`, 'utf16le').toString('latin1')),
  made('a second stamp in front', (log) => log.replace(/^(\[ *\d+\.\d+\])/gm, '[  999.123456] $1')),
];
