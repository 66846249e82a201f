import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { newHostKey, startSshServer } from '../drivers/testing/ssh-server.ts';
import { LabFolder } from './testing/lab-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

test('the old and the new host key are shown, and the new one is taken when that is said', async () => {
  const login = { user: 'torizon', password: 'secret-1' };
  await using lab = new LabFolder();
  const trust = (...more: string[]) => lab.hil(['trust', 'desk', ...more]);
  const labOf = (port: number, more = '') =>
    lab.lab({
      boards: `desk: verdinImx8mp({ power: commandSwitch({ on: 'true', off: 'true' }), consoles: { a53: tcpConsole({ host: '127.0.0.1', port: 1 }) }, ssh: sshShell({ host: '127.0.0.1', port: ${port}, user: 'torizon'${more} }), login: { user: 'torizon' } })`,
    });
  await using first = await startSshServer({ ...login, hostKey: newHostKey() });
  labOf(first.port);
  expect(await trust('--yes')).toMatchObject({
    code: 0,
    text: expect.stringMatching(/trusted none yet[\s\S]*the new one is trusted from now on/),
  });
  expect(await trust()).toMatchObject({ code: 0, text: expect.stringContaining('it is the same key') });

  labOf(1);
  expect(await trust('--yes')).toMatchObject({
    code: 2,
    text: expect.stringMatching(/desk shows no host key: .*\n +-> see that the board is on/),
  });

  await using flashed = await startSshServer({ ...login, hostKey: newHostKey() });
  labOf(flashed.port);
  const asked = await trust();
  expect(asked).toMatchObject({ code: 3, text: expect.stringContaining('say --yes') });
  expect(asked.text).toContain(`trusted ${first.fingerprint}`);
  expect(asked.text).toContain(`shown   ${flashed.fingerprint}`);
  expect((await trust('--yes')).code).toBe(0);
  expect(readFileSync(join(lab.dir, '.hil', 'known-hosts.json'), 'utf8')).toContain(flashed.fingerprint);
  expect(flashed.logins()).toBe(0);

  labOf(flashed.port, `, hostKey: '${first.fingerprint}'`);
  expect(await trust('--yes')).toMatchObject({
    code: 2,
    text: expect.stringContaining(`put it into the lab file: hostKey: '${flashed.fingerprint}'`),
  });
});
