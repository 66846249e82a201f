import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noDropbear, startDropbear } from '../testing/dropbear.ts';
import { rejection } from '../testing/rejection.ts';
import { context } from '../testing/wires.ts';
import { sshShell } from './ssh-shell.ts';

const reason = noDropbear();

describe.skipIf(reason)(`against dropbear${reason ? ` (${reason})` : ''}`, () => {
  test('commands, files without SFTP, many at once, and a link that is cut', async () => {
    await using dropbear = await startDropbear();
    const { port, user, keyFile, dir } = dropbear;
    await using host = await sshShell({ host: '127.0.0.1', port, user, keyFile }).connect(context(dir));
    await using shell = await host.connect({ within: '20s' });
    const outputs = await Promise.all(Array.from({ length: 12 }, (_, index) => shell.run(`echo ${index}`)));
    expect(outputs.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(await rejection(shell.run('exit 7'))).toMatchObject({ message: expect.stringContaining('7') });

    const content = randomBytes(1024 * 1024);
    for (const name of ['a.elf', "a folder's/b.elf"]) {
      const path = join(dir, name);
      await shell.put(content, path, { mode: 0o640 });
      expect((await readFile(path)).equals(content)).toBe(true);
      expect((await stat(path)).mode & 0o777).toBe(0o640);
      expect(Buffer.from(await shell.get(path)).equals(content)).toBe(true);
    }
    const running = rejection(shell.run('kill -9 $PPID; sleep 2'));
    expect((await shell.closed)?.message).toMatch(/broke/);
    expect((await running).name).toBe('ConnectionLostError');
  });
});
