/** A pseudo-random number in [0, 1), the same sequence for the same seed on every machine (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

type Random = () => number;
type Change = (log: string, random: Random) => string;

export interface Perturbation {
  readonly name: string;
  /** False where text is lost or damaged: what is gone cannot be found. */
  readonly lossFree: boolean;
  readonly change: Change;
}

const stamp = /^\[ *(\d+)\.(\d{6})\](\[ *[TC]\d+\])?( ?)/;
const perLine =
  (change: (line: string, random: Random, index: number) => string): Change =>
  (log, random) =>
    log
      .split('\n')
      .map((line, index) => change(line, random, index))
      .join('\n');

/** Rewrites what the kernel put in front; lines without a time stamp are a program's and stay, unless no line has one. */
const restamped =
  (front: (time: number, caller: string | undefined) => string): Change =>
  (log) => {
    const stampless = !log.split('\n').some((line) => stamp.test(line));
    return log
      .split('\n')
      .map((line, index) => {
        const found = stamp.exec(line);
        if (!found) return stampless && line !== '' ? front(index / 1000, undefined) + line : line;
        return front(Number(`${found[1]}.${found[2]}`), found[3]?.slice(1, -1).trim()) + line.slice(found[0].length);
      })
      .join('\n');
  };

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
const clock = (time: number): string => `${two(9 + ((time / 3600) % 10))}:${two((time / 60) % 60)}:${two(time % 60)}`;
const micros = (time: number): string => (time % 1).toFixed(6).slice(2);
const seconds = (time: number): string => time.toFixed(6).padStart(12);

const prompts = ['root@verdin-imx8mp-15230201:~# ', 'verdin-imx8mp-15230201 login: ', '/root # ', 'Verdin iMX8MP # '];
const chatter = ['Starting INFO: task check', 'hello from WARNING: demo', 'test BUG: 17 passed', '[  OK  ] Started panic logger'];
const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)]!;

const frames = ['do_idle', 'mxs_dma_run', 'fec_enet_rx_napi', 'imx_uart_start_tx', 'sdhci_request', 'drm_atomic_commit', 'ext4_writepages'];
const foreignTrace: readonly string[] = [
  'CPU: 3 PID: 4711 Comm: stress Not tainted 6.6.54 #1',
  'Hardware name: Toradex Verdin iMX8M Plus on Dahlia Board (DT)',
  'Call trace:',
  ' dump_backtrace+0x94/0xec',
  ' show_stack+0x18/0x24',
  ' dump_stack_lvl+0x48/0x60',
  ' dump_stack+0x18/0x24',
  ...frames.map((name, index) => ` ${name}+0x${(16 * (index + 1)).toString(16)}/0x200`),
];

/** Another CPU prints its trace at the same time: its lines between those behind the headline, with the same stamps. */
const woven: Change = (log, random) => {
  const lines = log.split('\n');
  const trace = lines.findIndex((line) => /Call [Tt]race:|Backtrace:/.test(line));
  if (trace === -1) return log;
  const rest = lines.slice(trace);
  const mixed = [...lines.slice(0, trace)];
  const foreign = [...foreignTrace];
  for (const line of rest) {
    mixed.push(line);
    const found = stamp.exec(line);
    if (foreign.length > 0 && random() < 0.5) mixed.push(`${found ? found[0] : ''}${foreign.shift()}`);
  }
  return mixed.join('\n');
};

const losing =
  (share: number): Change =>
  (log, random) =>
    [...log].filter((character) => character === '\n' || random() >= share).join('');

export const perturbations: readonly Perturbation[] = [
  { name: 'as is', lossFree: true, change: (log) => log },
  { name: 'CR LF', lossFree: true, change: (log) => log.replace(/\r?\n/g, '\r\n') },
  { name: 'CR CR LF', lossFree: true, change: (log) => log.replace(/\r?\n/g, '\r\r\n') },
  { name: 'levels', lossFree: true, change: perLine((line) => (stamp.test(line) ? `<4>${line}` : line)) },
  { name: 'no time stamps', lossFree: true, change: perLine((line) => line.replace(stamp, '')) },
  {
    name: 'dmesg --color',
    lossFree: true,
    change: perLine((line) => line.replace(stamp, '\x1b[32m$&\x1b[0m\x1b[33m').concat(stamp.test(line) ? '\x1b[0m' : '')),
  },
  { name: 'ANSI per line', lossFree: true, change: perLine((line) => `\x1b[0;37m${line}\x1b[0m`) },
  { name: 'journald', lossFree: true, change: restamped((time) => `Sep 23 ${clock(time)} verdin kernel: `) },
  { name: 'journald monotonic', lossFree: true, change: restamped((time) => `[${seconds(time)}] verdin-imx8mp kernel: `) },
  {
    name: 'dmesg -x',
    lossFree: true,
    change: restamped((time, caller) => `kern  :err   : [${seconds(time)}] ${caller ? `[${caller.padStart(6)}] ` : ''}`),
  },
  { name: 'dmesg -T', lossFree: true, change: restamped((time) => `[Mon Sep 23 ${clock(time)} 2024] `) },
  { name: 'dmesg iso', lossFree: true, change: restamped((time) => `2024-09-23T${clock(time)},${micros(time)}+02:00 `) },
  {
    name: '/dev/kmsg',
    lossFree: true,
    change: restamped((time, caller) => `4,${Math.floor(time * 100)},${Math.round(time * 1e6)},-${caller ? `,caller=${caller}` : ''};`),
  },
  {
    name: 'capture stamps ISO',
    lossFree: true,
    change: perLine((line, _, index) => `2024-09-23T10:${two((index / 60) % 60)}:${two(index % 60)}.123Z ${line}`),
  },
  {
    name: 'capture stamps',
    lossFree: true,
    change: perLine((line, _, index) => `[10:${two((index / 60) % 60)}:${two(index % 60)}] ${line}`),
  },
  {
    name: 'dmesg caller ids',
    lossFree: true,
    change: restamped((time, caller) => `[${seconds(time)}] ${caller ? `[${caller.padStart(6)}] ` : ''}`),
  },
  {
    name: 'prompts in front',
    lossFree: true,
    change: perLine((line, random) => (line !== '' && random() < 0.6 ? pick(prompts, random) + line : line)),
  },
  {
    name: 'program text in front',
    lossFree: true,
    change: perLine((line, random) => (stamp.test(line) && random() < 0.05 ? pick(chatter, random) + line : line)),
  },
  {
    name: 'program lines between',
    lossFree: true,
    change: perLine((line, random) => (random() < 0.05 ? `${pick(chatter, random)}\n${line}` : line)),
  },
  { name: 'woven trace', lossFree: true, change: woven },
  {
    name: 'program text inside',
    lossFree: false,
    change: perLine((line, random) => {
      const at = Math.floor(random() * line.length);
      return random() < 0.05 ? `${line.slice(0, at)}${pick(chatter, random)}\n${line.slice(at)}` : line;
    }),
  },
  { name: '3 % newlines lost', lossFree: false, change: (log, random) => log.replace(/\n/g, () => (random() < 0.03 ? '' : '\n')) },
  {
    name: '0.5 % bytes garbled',
    lossFree: false,
    change: (log, random) =>
      log.replace(/[^\n]/g, (character) => (random() < 0.005 ? String.fromCharCode(128 + Math.floor(random() * 127)) : character)),
  },
  { name: '0.1 % characters lost', lossFree: false, change: losing(0.001) },
  { name: '0.5 % characters lost', lossFree: false, change: losing(0.005) },
  { name: '2 % characters lost', lossFree: false, change: losing(0.02) },
];
