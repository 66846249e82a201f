import { describe, expect, test, vi } from 'vitest';
import { PortError } from '../../core/errors.ts';
import type { KernelIncident } from '../../core/incident.ts';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { type DeathWatchOptions, watchForDeath, watchForSilence } from './death-watch.ts';

/** A board that has said nothing since it was made, unless a key or a command is answered. */
class QuietBoard {
  /** At 1000 the floor of 2 s of host time is what a silence takes. */
  readonly speed: number;
  readonly keys: string[] = [];
  readonly incidents: KernelIncident[] = [];
  silences = 0;
  /** What it says to a break and SysRq-l; undefined on a console that carries no break. */
  sysRq: readonly string[] | undefined;
  echoes = false;
  answersSsh = false;
  lastByteAt = monotonicMs();
  brokeAt: number | undefined;
  readonly ending = new AbortController();
  constructor(speed = 1000) {
    this.speed = speed;
  }

  get options(): DeathWatchOptions {
    const board = this;
    return {
      channels: {
        get lastByteAt() {
          return board.lastByteAt;
        },
        excerpt: (since) => (board.brokeAt !== undefined && since >= board.brokeAt ? (board.sysRq ?? []) : ['a53: the last line']),
        consoles: {
          a53: {
            send: async (text) => {
              board.keys.push(text);
              if (board.echoes) board.lastByteAt = monotonicMs();
            },
            sendBreak: async () => {
              board.brokeAt ??= board.sysRq && monotonicMs() - 1000;
              return board.sysRq !== undefined;
            },
          },
        },
      },
      clock: boardClock(this.speed),
      since: monotonicMs(),
      incidentsSince: () => board.incidents,
      answers: async () => board.answersSsh,
      reportSilence: () => {
        board.silences++;
      },
      signal: board.ending.signal,
    };
  }

  incident(kind: KernelIncident['kind'], severity: KernelIncident['severity'] = 'fatal'): void {
    this.incidents.push({
      id: '1',
      kind,
      severity,
      endsScenario: true,
      title: `${kind} in f`,
      signature: kind,
      stage: 'login',
      at: monotonicMs(),
      channels: ['a53'],
      lines: ['headline'],
      consequences: [],
    });
  }
}

const stillWaits = async (board: QuietBoard, watching: Promise<unknown>): Promise<string> => {
  const outcome = await Promise.race([
    watching.then(() => 'found dead'),
    boardClock()
      .sleep(2600)
      .then(() => 'still waits'),
  ]);
  board.ending.abort(new Error('enough'));
  await watching.catch(() => {});
  return outcome;
};

describe('the death watch', () => {
  test('no byte, no echo and no answer is a frozen Linux', async () => {
    const board = new QuietBoard();
    expect(await watchForDeath(board.options)).toMatchObject({
      outcome: 'frozen',
      evidence: [expect.stringContaining('no byte on any channel'), 'a53: the last line'],
    });
    expect([board.silences, board.keys[0]]).toEqual([1, '\r']);
  });

  test('a silence counts after 25 s of the board and not before: longer than the 21 s of a stall that will be reported', async () => {
    // At this speed 25 s are longer than the floor, and half of them are not.
    const { evidence } = await watchForDeath(new QuietBoard(10).options);
    expect(Number(/for (\d+) s/.exec(evidence[0]!)![1])).toBeGreaterThanOrEqual(25);
  });

  test('a freeze that was told already is not told again by the reset behind it', async () => {
    const board = new QuietBoard();
    board.incident('silent-freeze');
    board.incident('watchdog-reset');
    expect(await watchForDeath(board.options)).toMatchObject({ outcome: 'frozen' });
    expect(board.silences).toBe(0);
  });

  test('a fatal incident is a crash, with its lines', async () => {
    const board = new QuietBoard();
    board.incident('rcu-stall');
    expect(await watchForDeath(board.options)).toEqual({ outcome: 'crashed', evidence: ['rcu-stall in f', 'a53: headline'] });
  });

  test('a bad sector or a killed program is no death of Linux', async () => {
    const board = new QuietBoard();
    board.answersSsh = true;
    for (const kind of ['io-error', 'oom'] as const) board.incident(kind, 'error');
    expect(await stillWaits(board, watchForDeath(board.options))).toBe('still waits');
  });

  test('a reset without a word was a freeze', async () => {
    const board = new QuietBoard();
    board.incident('unexpected-reset');
    expect(await watchForDeath(board.options)).toMatchObject({ outcome: 'frozen' });
    expect(board.silences).toBe(1);
  });

  test.each([
    ['frozen', 'a53: the last line'],
    ['crashed', 'a53: [  71.2] reboot: Restarting system'],
  ])('a reset that was announced ends the Linux that was watched, too: %s behind %j', async (outcome, last) => {
    const board = new QuietBoard();
    board.answersSsh = true;
    const { channels, since, ...options } = board.options;
    let boots = 3;
    const watching = watchForDeath({ ...options, since, channels: { ...channels, excerpt: () => [last] }, boots: () => boots });
    boots++;
    expect(await watching).toMatchObject({ outcome, evidence: [expect.stringContaining('announced'), last] });
    expect(board.silences).toBe(0);
  });

  test('the boot that was watched from its beginning is no other one', async () => {
    const board = new QuietBoard();
    board.answersSsh = true;
    expect(await stillWaits(board, watchForDeath({ ...board.options, boots: () => 1 }))).toBe('still waits');
  });

  test('a board that answers over SSH lives, however quiet it is', async () => {
    const board = new QuietBoard();
    board.answersSsh = true;
    expect(await stillWaits(board, watchForDeath(board.options))).toBe('still waits');
  });

  test('a board whose console echoes lives, network or not', async () => {
    const board = new QuietBoard();
    board.echoes = true;
    expect(await stillWaits(board, watchForDeath(board.options))).toBe('still waits');
  });
});

describe('a silence that is nobody’s fault', () => {
  test('while this program did not run, silence counts for nothing', async () => {
    const board = new QuietBoard();
    // It never runs for long.
    const watched = { ...board.options, awakeSince: () => monotonicMs() - 100 };
    expect(await stillWaits(board, watchForDeath(watched))).toBe('still waits');
    expect(board.silences).toBe(0);
  });

  test('a cut of the power is told as that, and the board is not blamed', async () => {
    const board = new QuietBoard();
    const cut = new Error('somebody cut the power');
    await expect(watchForDeath({ ...board.options, powerCut: async () => cut })).rejects.toBe(cut);
    await expect(watchForSilence({ ...board.options, powerCut: async () => cut, silentForMs: 60_000, isLinux: () => true })).rejects.toBe(
      cut,
    );
    expect(board.silences).toBe(0);
  });

  test.for([
    ['the death watch', watchForDeath],
    ['the silence watch', (options: DeathWatchOptions) => watchForSilence({ ...options, silentForMs: 60_000, isLinux: () => true })],
  ] as const)('an answer that comes while the relay is asked is one to %s', async ([, watch]) => {
    const board = new QuietBoard();
    let isAsked = false;
    const watching = watch({
      ...board.options,
      powerCut: async () => {
        board.lastByteAt = monotonicMs();
        board.echoes = true;
        isAsked = true;
        return undefined;
      },
    });
    await vi.waitUntil(() => isAsked, { timeout: 10_000 });
    expect(await stillWaits(board, watching)).toBe('still waits');
    expect(board.silences).toBe(0);
  });
});

describe('the silence watch', () => {
  const options = (board: QuietBoard, isLinux: boolean) => ({ ...board.options, silentForMs: 60_000, isLinux: () => isLinux });

  test('opens one silent-freeze for a running Linux that is silent on every channel', async () => {
    const board = new QuietBoard();
    await watchForSilence(options(board, true));
    expect(board.silences).toBe(1);
  });

  test('says nothing more of a Linux whose death was told', async () => {
    const board = new QuietBoard();
    board.incident('panic');
    await watchForSilence(options(board, true));
    expect(board.silences).toBe(0);
  });

  test.each(['io-error', 'oops', 'm7-fault'] as const)('an earlier %s does not hide that Linux froze', async (kind) => {
    const board = new QuietBoard();
    board.incident(kind);
    await watchForSilence(options(board, true));
    expect(board.silences).toBe(1);
  });

  test('is done when it has told', async () => {
    const board = new QuietBoard();
    await watchForSilence({ ...options(board, true), silentForMs: 1 });
    const looks = board.keys.length;
    await boardClock(1000).sleep(5000);
    expect([board.silences, board.keys.length]).toEqual([1, looks]);
  });

  test('presses no key while U-Boot has the console', async () => {
    const board = new QuietBoard();
    expect(await stillWaits(board, watchForSilence(options(board, false)))).toBe('still waits');
    expect(board.keys).toEqual([]);
  });
});

test('a kernel that is frozen is asked for its stacks by a break, where the console carries one', async () => {
  const frozen = new QuietBoard();
  frozen.sysRq = ['a53: sysrq: Show backtrace of all active CPUs', 'a53: pc : imx_pgc_power_up+0x1c/0x40'];
  const { outcome, evidence } = await watchForDeath(frozen.options);
  expect(outcome).toBe('frozen');
  expect(evidence).toEqual(expect.arrayContaining(['a53: the last line', 'answer to a break and SysRq-l:', ...frozen.sysRq]));
  expect(frozen.keys.at(-1)).toBe('l');
  const raw = new QuietBoard();
  expect((await watchForDeath(raw.options)).evidence.join()).not.toContain('SysRq');
  expect(raw.keys).not.toContain('l');
});

test('the silence of a simulated board whose process stood still counts from its waking on', async () => {
  const board = new QuietBoard();
  let woke = 0;
  let asked = 0;
  const boardAwakeSince = async (): Promise<number> => {
    if (asked++ === 0) woke = monotonicMs();
    return woke;
  };
  const death = await watchForDeath({ ...board.options, boardAwakeSince });
  expect(death.outcome).toBe('frozen');
  expect(asked).toBe(2);
  expect(monotonicMs() - woke).toBeGreaterThan(1900);
});

test('a simulated board whose process does not answer is the trouble of the lab', async () => {
  const board = new QuietBoard();
  const boardAwakeSince = async (): Promise<number> => {
    throw new PortError('the simulated board does not tell whether it keeps up with its time');
  };
  await expect(watchForDeath({ ...board.options, boardAwakeSince })).rejects.toMatchObject({ fault: 'lab' });
  await expect(watchForSilence({ ...board.options, boardAwakeSince, silentForMs: 25_000, isLinux: () => true })).rejects.toMatchObject({
    fault: 'lab',
  });
  expect(board.silences).toBe(0);
});
