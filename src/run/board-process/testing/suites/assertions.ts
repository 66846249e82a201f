import { describe, expect, scenario } from 'verdin-hil';

interface CustomMatchers {
  readonly something: string;
}

// Types of several lines, so that a place that is not mapped back would be another line.
expect.extend({
  toBeEven: (value: number) => ({ pass: value % 2 === 0, message: () => `expected ${value} to be even` }),
  toBeOddLater: async (value: number) => ({ pass: value % 2 === 1, message: () => `expected ${value} to be odd` }),
});

const expectToo = expect as unknown as (value: unknown) => Record<'toBeEven' | 'toBeOddLater', () => Promise<void> | void>;

describe('of the product', () => {
  scenario('toBeOutcome', {}, async ({ m7 }) => {
    expect(await m7.start('mute')).toBeOutcome('alive');
  });
  scenario('toReach', {}, async ({ board }) => {
    expect(await board.coldBoot()).toReach('login', { within: '1s' });
  });
  scenario('toPassThrough', {}, async ({ board }) => {
    expect(await board.coldBoot()).toPassThrough(['spl', 'login']);
  });
  scenario('not', {}, async ({ m7 }) => {
    expect(await m7.start('mute')).not.toBeOutcome('mute');
  });
  scenario('of vitest', {}, async ({ board }) => {
    expect((await board.linux.run('uname')).stdout).toMatch(/arm64/);
  });
  scenario('of a lab', {}, () => {
    expectToo(3).toBeEven();
  });
  scenario('of a lab, later', {}, async () => {
    await expectToo(2).toBeOddLater();
  });
  scenario('soft', {}, async ({ board }) => {
    expect.soft(1, 'softly').toBe(2);
    await board.linux.run('true');
  });
  scenario('soft, and a mistake after it', {}, () => {
    expect.soft(1, 'softly').toBe(2);
    throw new TypeError('undefined is not a function');
  });
  scenario('soft of ours', {}, async ({ m7 }) => {
    expect.soft(await m7.start('mute')).toBeOutcome('alive');
  });
  scenario('poll', {}, async ({ board }) => {
    await expect.poll(async () => (await board.linux.run('uname')).stdout, { timeout: 60, interval: 10 }).toBe('arm64');
  });
  scenario('resolves', {}, async ({ board }) => {
    await expect(board.linux.run('uname')).resolves.toMatchObject({ stdout: 'arm64' });
  });
  scenario('rejects', {}, async ({ board }) => {
    await expect(board.linux.run('uname')).rejects.toThrow('no such command');
  });
  scenario('a snapshot that differs', {}, () => {
    expect('aarch64').toMatchInlineSnapshot('"sparc"');
  });
  scenario('thrown by hand', {}, () => {
    expect.unreachable('the M7 has answered');
  });
});

describe('of the suite', () => {
  scenario('a snapshot that nobody has written', {}, () => {
    expect('aarch64').toMatchSnapshot();
  });
  scenario('an inline snapshot that nobody has written', {}, () => {
    expect('aarch64').toMatchInlineSnapshot();
  });
  scenario('a snapshot that nobody has written, softly', {}, () => {
    expect.soft('softly').toMatchSnapshot();
  });
  scenario('a TypeError', {}, () => {
    const nothing = undefined as unknown as CustomMatchers;
    nothing.something.trim();
  });
  scenario('a matcher called on nothing', {}, () => {
    expect(undefined).toBeOutcome('alive');
  });
  scenario('a matcher without await', {}, async ({ m7 }) => {
    const starting = m7.start('alive');
    try {
      expect(starting).toBeOutcome('alive');
    } finally {
      await starting;
    }
  });
  scenario('a matcher told nonsense', {}, async ({ m7 }) => {
    expect(await m7.start('alive')).toBeOutcome('alife' as 'alive');
  });
  scenario('a boot matcher called on a start', {}, async ({ m7 }) => {
    expect(await m7.start('alive')).toReach('login');
  });
  scenario('a measure of no number', {}, ({ measure }) => {
    measure('time', Number.NaN, 'ms');
  });
  scenario('an incident that no board has', {}, async ({ expectIncident }) => {
    await expectIncident('panik' as 'panic');
  });
  scenario('a message without end', {}, () => {
    throw new Error(`begin ${'x'.repeat(3_000_000)}`);
  });
  scenario('a mistake in poll', {}, async () => {
    await expect.poll(() => (undefined as unknown as CustomMatchers).something, { timeout: 30, interval: 10 }).toBe('x');
  });
  scenario('a mistake before resolves', {}, async () => {
    await expect(Promise.reject(new TypeError('undefined is not a function'))).resolves.toBe(1);
  });
});

describe('of the lab', () => {
  scenario('resolves', {}, async ({ board }) => {
    await expect(board.linux.run('lab-trouble 9')).resolves.toMatchObject({ exitCode: 0 });
  });
  scenario('poll', {}, async ({ board }) => {
    await expect.poll(async () => (await board.linux.run('lab-trouble 99')).stdout, { timeout: 30, interval: 10 }).toBe('x');
  });
  scenario('rejects with another error', {}, async ({ board }) => {
    await expect(board.linux.run('lab-trouble 9.0')).rejects.toThrow('no such command');
  });
});
