import { describe, expect, test } from 'vitest';
import { BootError, PowerError } from '../../core/errors.ts';
import type { HealthCheck } from '../../core/health-check.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import type { VirtualFault } from '../../core/virtual.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { BoardBench, type OpenBoard } from '../testing/board-bench.ts';
import { checkHealth } from './health.ts';

const checked = (open: OpenBoard, keepsRunning = false): Promise<readonly HealthCheck[]> =>
  open.board.checkHealth!({ keepsRunning }, open.signal);
const results = (checks: readonly HealthCheck[]): string[] => checks.map(({ what, result }) => `${what} ${result}`);

describe('a virtual board', () => {
  test('that is well passes in one boot, and a scenario that needs a cold boot takes that one', async () => {
    await using bench = await BoardBench.start({ image: 'bsp', speed: 10 }, { isStrange: true });
    const open = await bench.open();

    expect(results(await checked(open))).toEqual([
      'power good',
      'console good',
      'm7 console good',
      'linux good',
      'identity good',
      'disk good',
      'time good',
    ]);
    expect(open.boots).toEqual(['cold']);
    // Without the argument there is nothing to write, so nothing but the cold boot is asked for.
    await open.scenario({ boot: 'cold', mcoreBooted: false });
    expect(open.boots).toEqual(['cold']);
    await open.scenario({ boot: 'cold', mcoreBooted: false });
    expect(open.boots).toEqual(['cold', 'cold']);
  });

  test('that runs well already is left as it is, where it is to be kept', async () => {
    await using bench = await BoardBench.start();
    const open = await bench.open();
    await open.scenario();
    const { length } = open.boots;

    expect(results(await checked(open, true))).toEqual(['linux good']);
    expect(open.boots).toHaveLength(length);
    expect(results(await checked(open))).toContain('power good');
    expect(open.boots).toHaveLength(length + 1);
  });

  test('whose countdown is stopped by noise says so at once, whatever boots it', async () => {
    await using bench = await BoardBench.start({ faults: [{ kind: 'noise', at: 'u-boot' }] });
    const open = await bench.open();

    await expect(open.scenario()).rejects.toMatchObject({
      fault: 'lab',
      message: "U-Boot's countdown was stopped by characters that nobody sent",
    });
  });

  const faulty: readonly (readonly [VirtualFault, number, readonly string[], RegExp])[] = [
    [{ kind: 'stuck-relay', at: 'always' }, 100, ['power bad'], /the relay said on, and console a53 gave no boot loader banner/],
    // Our key must be first: where the noise itself stops the countdown, the prompt is as clean as it should be.
    [{ kind: 'noise', at: 'u-boot' }, 5, ['power good', 'console bad'], /characters came in at U-Boot's prompt that nobody sent: "ø"/],
    // Characters are lost to a burst, which takes its time only on a board that is not much faster than the host.
    [{ kind: 'lost-characters', at: 'u-boot' }, 5, ['power good', 'console bad'], /console a53 does not carry text unharmed/],
    [{ kind: 'no-ssh', at: 'userspace' }, 100, ['power good', 'console good', 'm7 console good', 'linux bad'], /no SSH login within 90s/],
  ];
  test.for(faulty)('with %j', async ([fault, speed, expected, sentence]) => {
    await using bench = await BoardBench.start({ speed, faults: [fault] });
    const open = await bench.open();

    const checks = await checked(open);
    expect(results(checks)).toEqual(expected);
    expect(checks.at(-1)?.text).toMatch(sentence);
    expect(checks.at(-1)?.error?.remedy).toBeTruthy();
  });
});

describe('what Linux says', () => {
  const answered = (
    answers: Readonly<Record<string, string>>,
    reached: Promise<void> = Promise.resolve(),
    cut: () => PowerError | undefined = () => undefined,
  ): Promise<readonly HealthCheck[]> => {
    const shell: Pick<RemoteShell, 'run'> = {
      run: async (command) => ({ exitCode: 0, stdout: answers[command.split(' ')[0]!] ?? '', stderr: '', durationMs: 1 }),
    };
    const boot = {
      stage: 'off' as const,
      coldBoot: () => Promise.reject(new BootError('its prompt is locked')),
      reach: () => reached,
      off: async () => {},
      on: async () => {},
      resetBy: () => Promise.reject(new BootError('nothing came of it')),
    };
    const parts = {
      boot,
      power: { state: async () => 'unknown' as const, on: async () => {}, off: async () => {} },
      cut: async () => cut(),
      heard: () => ({}),
      lost: () => [],
      opensAgain: async () => false,
      onConsole: () => Promise.reject(new BootError('nobody answers')),
      host: undefined,
      startHello: undefined,
      found: [],
      clock: boardClock(),
      model: verdinImx8mp.model,
      linux: async () => shell as RemoteShell,
      wire: { judge: <T>(_: AbortSignal, call: () => Promise<T>) => call() },
      identity: { prove: async () => ({ text: 'the same', isDoubtful: false }) },
    };
    const never = (): never => {
      throw new Error('the console was asked');
    };
    const a53 = { name: 'a53', mark: never, send: never, expect: never, tail: () => [], wasTyped: never } as const;
    return checkHealth({ ...parts, a53 }, { keepsRunning: false }, new AbortController().signal);
  };
  const df = (available: number): string =>
    `Filesystem     1024-blocks    Used Available Capacity Mounted on\n/dev/mmcblk2p1    30396924 1243012  ${available}       5% /\n`;
  const seconds = (shift: number): string => String(Math.floor(Date.now() / 1000) + shift);

  test('too little room for firmware is bad', async () => {
    const checks = await answered({ df: df(4096), date: seconds(0) });
    expect(results(checks)).toEqual(['power doubtful', 'console doubtful', 'linux good', 'identity good', 'disk bad']);
    expect(checks.at(-1)?.error).toMatchObject({
      fault: 'lab',
      message: 'the board has too little room for firmware: /var has 4 MiB left',
    });
  });

  test('a clock that is days off is worth a word', async () => {
    const { text, result } = (await answered({ df: df(400_000), date: seconds(-3 * 24 * 3600) })).at(-1)!;
    expect({ text, result }).toEqual({ text: "the board's clock is 3 days behind: dates in its logs are wrong", result: 'doubtful' });
    expect(results(await answered({ df: df(400_000), date: seconds(3600) })).at(-1)).toBe('time good');
    expect(results(await answered({ df: 'busybox', date: 'what?' })).slice(4)).toEqual(['disk doubtful', 'time doubtful']);
  });

  test('a Linux that does not boot is for scenarios to judge', async () => {
    const checks = await answered({}, Promise.reject(new BootError('kernel panic')));
    expect(results(checks)).toEqual(['power doubtful', 'console doubtful', 'linux doubtful']);
  });
  test('without power every wire looks broken, so the relay is asked first', async () => {
    const cut = new PowerError('somebody else cut the power');
    const bad = { what: 'power', result: 'bad', error: { fault: 'lab', message: 'somebody else cut the power' } };
    expect(await answered({}, Promise.resolve(), () => cut)).toMatchObject([bad]);

    // It goes while Linux is asked, which fails for it.
    let asked = 0;
    const later = (): PowerError | undefined => (++asked > 2 ? cut : undefined);
    const checks = await answered({ df: df(4096), date: seconds(0) }, Promise.resolve(), later);
    expect(results(checks)).toEqual(['power doubtful', 'console doubtful', 'linux good', 'identity good', 'power bad']);
    expect(checks.at(-1)).toMatchObject(bad);
  });
});
