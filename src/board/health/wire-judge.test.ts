import { expect, test } from 'vitest';
import type { BootStage } from '../../core/boot-stage.ts';
import { ConnectionLostError, ExpectTimeoutError, PowerError } from '../../core/errors.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { LinuxAtConsole, type LinuxAtConsoleOptions, loginPrompt } from './testing/linux-at-console.ts';
import { WireJudge, type WireJudgeOptions } from './wire-judge.ts';

const missing = new ExpectTimeoutError('"ready" did not come on the a53 console', { evidence: ['a53: login:'], remedy: 'compare' });

const judgeOf = ({ console, linux }: LinuxAtConsole, more: Partial<WireJudgeOptions> = {}): WireJudge =>
  new WireJudge({
    console,
    linux,
    clock: boardClock(100),
    profile: verdinImx8mp.model.profile,
    boot: () => ({ stage: 'login', bootedAt: 1 }),
    isListening: async () => false,
    settled: async () => {},
    note: () => {},
    answerWithin: '500ms',
    ...more,
  });
const judged = (options: LinuxAtConsoleOptions): Promise<Error> =>
  judgeOf(new LinuxAtConsole(options)).reconsider(missing, new AbortController().signal);

const eighthBit = (text: string): string => [...text].map((char) => String.fromCharCode(char.charCodeAt(0) | 0x80)).join('');
const lineEnds = (text: string): string => text.replace(/[^\r\n]/g, '');
const oneSign = (text: string): string => text.replace(/[^\r\n]/g, '?');
const nothing = (): string => '';
const anything = (text: string): string => [...text].map((char) => String.fromCharCode((char.charCodeAt(0) * 37 + 11) & 0xff)).join('');
const everyThird = (text: string): string =>
  text
    .split('\n')
    .map((line, at) => (at % 3 === 1 ? line.replace('U', '') : line))
    .join('\n');
const fromTheBoard =
  /none of 16 lines that Linux wrote to ttymxc2, as asked over SSH, came on the a53 console: the wire from the board is bad/;
const toTheBoard = /what is typed on the a53 console does not reach the board unharmed: its UART ttymxc2 counted/;

test.concurrent.each<[string, LinuxAtConsoleOptions, RegExp]>([
  ['the eighth bit set', { down: eighthBit }, fromTheBoard],
  ['zeros', { down: (text) => '\0'.repeat(text.length) }, fromTheBoard],
  ['other bytes', { down: anything }, fromTheBoard],
  ['capitals', { down: (text) => text.toUpperCase() }, fromTheBoard],
  ['line ends alone', { down: lineEnds }, fromTheBoard],
  ['nothing', { down: nothing }, fromTheBoard],
  ['other bytes in both directions', { down: anything, up: anything }, fromTheBoard],
  ['nothing, of a console that is in use by a program', { down: nothing, reads: nothing }, fromTheBoard],
  ['every third line changed', { down: everyThird, reads: () => '\r\nready? ' }, /but the wire is bad.*no more than \d+ of 16 lines/],
  ['nothing towards the board', { up: nothing }, toTheBoard],
  ['every second byte towards the board', { up: (text) => text.slice(1), reads: nothing }, toTheBoard],
  ['other bytes towards the board', { up: eighthBit, reads: () => '?' }, /counted \d+ of \d+ bytes, with [1-9]\d* errors/],
])('a wire that carries %s is the lab’s fault', async (_, options, message) => {
  expect(await judged(options)).toMatchObject({ name: 'PortError', fault: 'lab', cause: missing, message: expect.stringMatching(message) });
});

test.concurrent.each<[string, LinuxAtConsoleOptions]>([
  ['has no login', { reads: nothing }],
  ['shows a prompt that nobody knows', { reads: () => '\r\n~~> ' }],
  ['has no login, and is no console of the kernel', { reads: nothing, active: 'tty0' }],
  ['repeats what is typed', { reads: (text) => text }],
])('a console that %s leaves the product to blame, since its wire is good', async (_, options) => {
  expect(await judged(options)).toBe(missing);
});

test.concurrent.each<[string, LinuxAtConsoleOptions, string]>([
  ['has no SSH', { down: oneSign, ssh: false }, 'nothing that can be read answers Enter there, and nobody answers over SSH'],
  ['does not run this UART', { down: nothing, tty: undefined, active: 'tty0' }, 'its Linux drives no UART that is UART3 (ttymxc2)'],
  ['runs it at another rate', { down: anything, tty: { baud: 9600 } }, 'its Linux runs ttymxc2 at 9600 baud'],
  ['lets nobody write there', { down: oneSign, isRoot: false }, 'nothing can be written to ttymxc2 over SSH'],
])('a board that %s keeps the blame, and it is said that nothing speaks for the wire', async (_, options, why) => {
  expect(await judged(options)).toMatchObject({
    name: 'ExpectTimeoutError',
    fault: 'dut',
    cause: missing,
    message: `${missing.message}; nothing proves that the wire of the a53 console is good: ${why}`,
    evidence: missing.evidence,
    remedy: 'compare',
  });
});

test.concurrent('a login prompt without SSH tells a wire that gives capitals by its echo', async () => {
  const loud = (text: string): string => text.toUpperCase();
  expect(await judged({ down: loud, ssh: false })).toMatchObject({
    fault: 'lab',
    message: expect.stringContaining('what is typed on console a53 comes back as something else'),
  });
  const mute = await judged({ down: loud, ssh: false, reads: (text) => (/[\r\n]/.test(text) ? loginPrompt : '') });
  expect(mute).toMatchObject({ fault: 'dut', message: expect.stringContaining('nobody answers over SSH') });
});

test.concurrent('a console that says nothing at all, to which Linux cannot write, is the lab’s while Linux answers over SSH', async () => {
  expect(await judged({ down: nothing, isRoot: false })).toMatchObject({
    fault: 'lab',
    message: `${missing.message}; but the console says nothing at all, not even to Enter, while Linux answers over SSH`,
  });
});

test.concurrent('a wire that carries what is typed and said leaves the product to blame', async () => {
  expect(await judged({})).toBe(missing);
});

const nobodyAnswers = {
  fault: 'dut',
  cause: missing,
  message: `${missing.message}; nothing proves that the wire of the a53 console is good: U-Boot answers nothing there that can be read`,
};

test.concurrent.each<[string, (text: string) => string]>([
  ['loses every third letter', (text) => text.replace(/(..)./g, '$1')],
  ['doubles every second letter', (text) => text.replace(/.(.)/g, '$&$1')],
])('at U-Boot a wire that %s is the lab’s', async (_, down) => {
  const board = new LinuxAtConsole({ ssh: false, down, reads: uBootEchoes });
  const judge = judgeOf(board, { boot: () => ({ stage: 'u-boot', bootedAt: 1 }) });
  expect(await judge.reconsider(missing, new AbortController().signal)).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/but the wire is bad.*what is typed on console a53 comes back as something else/),
  });
});

/** A U-Boot that answers nothing that can be read, and what comes of it when the board is booted anew. */
const atNextBoot = async (before: LinuxAtConsoleOptions, then: LinuxAtConsoleOptions, missed?: Error): Promise<Error> => {
  let boot: { stage: BootStage; bootedAt: number } = { stage: 'u-boot', bootedAt: 1 };
  const is = (options: LinuxAtConsoleOptions) => ({ down: same, reads: loginEchoes, ...options });
  const now = () => is(boot.bootedAt === 1 ? { ssh: false, ...before } : then);
  const board = new LinuxAtConsole({ down: (text) => now().down(text), reads: (text) => now().reads(text) });
  const linux = (): Promise<RemoteShell> =>
    now().ssh === false ? Promise.reject(new ConnectionLostError('nobody answers')) : board.linux();
  const bootAnew = async (): Promise<void> => {
    boot = { stage: missed ? 'off' : 'login', bootedAt: 2 };
    if (missed) throw missed;
  };
  return judgeOf(board, { linux, boot: () => boot, bootAnew }).reconsider(missing, new AbortController().signal);
};
const same = (text: string): string => text;
const loginEchoes = (text: string): string => (/[\r\n]/.test(text) ? loginPrompt : text);
const noBanner = new PowerError('the relay said on, and no boot loader spoke');

test.concurrent('a U-Boot that answers nothing is told from a wire that has died by the next boot', async () => {
  const hung = { reads: nothing };
  const [hangs, dead, ends, alone, noRelay, elsewhere] = await Promise.all([
    atNextBoot(hung, {}),
    atNextBoot({ down: nothing }, { down: nothing }),
    atNextBoot({ down: lineEnds }, { down: lineEnds }, noBanner),
    atNextBoot(hung, { ssh: false }),
    atNextBoot({ down: nothing }, { down: nothing, ssh: false }, noBanner),
    atNextBoot(hung, { ssh: false, reads: nothing }),
  ]);
  for (const said of [hangs, alone]) expect(said).toBe(missing);
  for (const said of [dead, ends]) expect(said).toMatchObject({ fault: 'lab', message: expect.stringMatching(fromTheBoard) });
  expect(noRelay).toMatchObject({ name: 'PortError', fault: 'lab', message: expect.stringContaining('at the next boot either') });
  expect(elsewhere).toMatchObject({
    fault: 'dut',
    message: expect.stringContaining('nothing proves that the wire of the a53 console is good'),
  });
});

test.concurrent('at U-Boot’s prompt a wire that makes no text of its answers is the lab’s fault, and other text is not', async () => {
  const atUBoot = (down: (text: string) => string): Promise<Error> => {
    const board = new LinuxAtConsole({ ssh: false, down, reads: () => '<INTERRUPT>\r\nVerdin iMX8MP # ' });
    return judgeOf(board, { boot: () => ({ stage: 'u-boot', bootedAt: 1 }) }).reconsider(missing, new AbortController().signal);
  };
  const [noText, ...others] = await Promise.all([
    atUBoot((text) => '\u0080'.repeat(text.length)),
    atUBoot((text) => text.toUpperCase()),
    atUBoot(() => '\r\nreading 0x40000000 bytes\r\n'),
    atUBoot(() => ''),
  ]);
  expect(noText).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/but the wire is bad.*U-Boot answers Ctrl-C with what is no text: 0 of \d+ bytes/),
  });
  for (const said of others) expect(said).toMatchObject(nobodyAnswers);
});

// As lib/readline: Ctrl-C alone brings the prompt, and each letter comes back as it is typed.
const uBootEchoes = (text: string): string => text.replaceAll('\x03', '<INTERRUPT>\r\nVerdin iMX8MP # ');

test.concurrent.each<[string, (text: string) => string, boolean]>([
  ['gives capitals', (text) => text.toUpperCase(), true],
  [
    'holds a bit low',
    (text) => [...text].map((char) => (char < ' ' ? char : String.fromCharCode(char.charCodeAt(0) & ~0x02))).join(''),
    true,
  ],
  ['is good, behind which U-Boot has another prompt', (text) => text.replaceAll('Verdin iMX8MP #', 'board=>'), false],
])('at U-Boot a wire that %s', async (_, down, isBad) => {
  const board = new LinuxAtConsole({ ssh: false, down, reads: uBootEchoes });
  const judge = judgeOf(board, { boot: () => ({ stage: 'u-boot', bootedAt: 1 }) });
  const said = await judge.reconsider(missing, new AbortController().signal);
  if (!isBad) return expect(said).toBe(missing);
  return expect(said).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/but the wire is bad.*what is typed on console a53 comes back as something else: "\w{12}" as "/),
  });
});

test.concurrent.each<BootStage>(['spl', 'u-boot', 'kernel'])(
  'a console that stands at %s on a bad wire does not blame the board, whose Linux answers over SSH',
  async (stage) => {
    const stuck = (options: LinuxAtConsoleOptions): Promise<Error> =>
      judgeOf(new LinuxAtConsole(options), { boot: () => ({ stage, bootedAt: 1 }) }).reconsider(missing, new AbortController().signal);
    const [onlyEnds, silent, loud, good, alone] = await Promise.all([
      stuck({ down: lineEnds }),
      stuck({ down: nothing }),
      stuck({ down: (text) => text.toUpperCase() }),
      stuck({ reads: nothing }),
      stuck({ down: nothing, ssh: false }),
    ]);
    for (const said of [onlyEnds, silent]) expect(said).toMatchObject({ fault: 'lab', message: expect.stringMatching(fromTheBoard) });
    expect(loud).toMatchObject({ fault: 'lab' });
    expect(good).toBe(missing);
    if (stage === 'u-boot') expect(alone).toMatchObject(nobodyAnswers);
    else expect(alone).toBe(missing);
  },
);

test.concurrent('a board without power is not asked over SSH', async () => {
  const board = new LinuxAtConsole({ down: nothing });
  let asked = 0;
  const linux = (): Promise<RemoteShell> => {
    asked++;
    return board.linux();
  };
  const judge = (stage: BootStage): Promise<Error> =>
    judgeOf(board, { linux, boot: () => ({ stage, bootedAt: undefined }) }).reconsider(missing, new AbortController().signal);
  expect(await judge('off')).toBe(missing);
  expect(asked).toBe(0);
  expect(await judge('spl')).toMatchObject({ fault: 'lab' });
  expect(asked).toBe(1);
});

test.concurrent('a board that resets while its wire is measured is judged by what it failed', async () => {
  const measured = (resets: boolean): Promise<Error> => {
    let [bootedAt, pieces] = [1, 0];
    const board = new LinuxAtConsole({
      reads: (text) => {
        if (!text.startsWith('hil')) return loginPrompt;
        if (resets) bootedAt++;
        return pieces++ % 2 === 0 ? text : 'U-Boot SPL';
      },
    });
    return judgeOf(board, { boot: () => ({ stage: 'login', bootedAt }) }).reconsider(missing, new AbortController().signal);
  };
  expect(await measured(false)).toMatchObject({ fault: 'lab', message: expect.stringContaining('but the wire is bad') });
  expect(await measured(true)).toBe(missing);
});

test.concurrent('a refusal is the lab’s where the sshd of the board listens', async () => {
  const refused = new ConnectionLostError('SSH is gone, while Linux answers at the login prompt on its console', {
    cause: new ConnectionLostError('refused', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) }),
  });
  const judgedFor = (error: Error, isListening: boolean): Promise<Error> =>
    judgeOf(new LinuxAtConsole({ ssh: false }), { isListening: async () => isListening }).reconsider(error, new AbortController().signal);
  expect(await judgedFor(refused, true)).toMatchObject({ fault: 'lab', message: expect.stringContaining('an sshd listens on this board') });
  expect(await judgedFor(refused, false)).toBe(refused);
  expect(await judgedFor(missing, true)).toBe(missing);
});
