import { expect, test, vi } from 'vitest';
import { BoardAlone } from './testing/board-alone.ts';
import { LabFolder } from './testing/lab-folder.ts';
import { RunReports } from './testing/run-reports.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 300_000 });

const wiring = (board: BoardAlone, user: string, factory: string): string => {
  const { ssh } = board.endpoints;
  const login = `user: '${user}', password: fromEnv('LAB_PASSWORD')${factory}`;
  return board
    .wiring({ ssh: `sshShell({ host: '${ssh.host}', port: ${ssh.port}, ${login} })` })
    .replace(/login: \{.*\}/, `login: { ${login} }`);
};

test.each([
  ['torizon', 'torizon', 'torizon'],
  ['bsp', 'root', ''],
] as const)(
  'a fresh %s gets the password of the lab at its first login, and is logged in to as usual from then on',
  async (image, user, factory) => {
    await using board = await BoardAlone.start({ image, firstLogin: true, speed: 50 });
    await using lab = new LabFolder();
    lab.lab({ boards: `'verdin-01': ${wiring(board, user, `, factoryPassword: '${factory}'`)}` });
    lab.suite(
      'first',
      "scenario('works', {}, async ({ board }) => { await board.linux.run('true', { asRoot: true }); await board.serial.run('true'); });",
    );
    for (const round of [1, 2]) {
      const ended = await lab.hil(['run'], { LAB_PASSWORD: 'a-lab-of-ours' });
      expect({ round, ...ended }).toMatchObject({ code: 0 });
      expect(lab.filesWith('a-lab-of-ours')).toEqual([]);
    }
  },
);

test('without a password for it, a fresh system is the lab’s fault, with a sentence, and nothing is changed on it', async () => {
  await using board = await BoardAlone.start({ firstLogin: true, speed: 50 });
  await using lab = new LabFolder();
  lab.lab({ boards: `'verdin-01': ${wiring(board, 'torizon', '')}` });
  const { code, text } = await lab.hil(['run'], { LAB_PASSWORD: 'torizon' });
  expect(code).toBe(2);
  expect(text).toContain("'torizon' must choose a new password before sshd runs any command");
  expect(text).toContain('factoryPassword');
  const reports = new RunReports(lab.run, code);
  reports.agree('first > answers', { verdict: 'error', fault: 'lab', says: /must choose a new password/ });
  const check = await lab.hil(['check', 'verdin-01'], { LAB_PASSWORD: 'torizon' });
  expect(check.code).toBe(2);
  expect(check.text).toContain("verdin-01: 'torizon' must choose a new password");
});
