import { setTimeout } from 'node:timers/promises';
import { describe, expect, scenario } from 'verdin-hil';

describe('rows', () => {
  scenario('of commands', {}, async ({ board }) => {
    for (const command of ['Linux 5', 'my Linux', 'your Linux']) {
      try {
        expect((await board.linux.run(command)).stdout).toMatch(/Linux$/);
      } catch {}
    }
  });
  scenario('that want something else', {}, async ({ board }) => {
    const rows = [
      ['uname', 'Linux'],
      ['hostname', 'hostname'],
    ] as const;
    for (const [command, wanted] of rows)
      await expect(board.linux.run(command))
        .resolves.toMatchObject({ stdout: wanted })
        .catch(() => {});
  });
  scenario('of one answer', {}, async ({ board }) => {
    for (const line of (await board.linux.run('bad\ngood')).stdout.split('\n')) {
      try {
        expect(line).toBe('good');
      } catch {}
    }
  });
});

describe('tries', () => {
  scenario('until it holds', {}, async ({ board }) => {
    for (let round = 1; ; round++) {
      try {
        expect((await board.linux.run('count 3')).stdout).toBe('3');
        break;
      } catch {
        await board.linux.run(`sleep ${round}`);
      }
    }
  });
  scenario('of two things that grow', {}, async ({ board }) => {
    const count = async (word: string): Promise<number> => Number((await board.linux.run(`count ${word}`)).stdout);
    for (const other = { is: 3 }; ; other.is = Math.max(2, other.is - 1)) {
      try {
        expect(await count('grows')).toBeGreaterThan(other.is);
        break;
      } catch {
        await setTimeout(1);
      }
    }
  });
});
