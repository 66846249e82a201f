import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rejection } from '../testing/rejection.ts';
import { sshdPath, startSshd } from '../testing/sshd.ts';
import { context, missing } from '../testing/wires.ts';
import { sshShell } from './ssh-shell.ts';

const reason = missing(sshdPath);

const shown = (file: string): string => execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1]!;

test.skipIf(reason)(
  'a board is known by any of its host keys; another one is refused, trusted by hand, and forgotten after a flash',
  async () => {
    await using sshd = await startSshd({ hostKeyTypes: ['ed25519', 'rsa', 'ecdsa'] });
    const { port, user, keyFile, dir } = sshd;
    const opened = async (more: object = {}) => {
      const host = await sshShell({ host: '127.0.0.1', port, user, keyFile, ...more }).connect(context(dir));
      await (await host.connect({ within: '20s' }))[Symbol.asyncDispose]();
      await host.hostKeys!.keep();
      return host;
    };
    for (const type of ['host', 'host-rsa', 'host-ecdsa']) await opened({ hostKey: shown(join(dir, `${type}.pub`)) });

    const { hostKeys } = await opened();
    const own = await hostKeys!.pinned();
    expect(own).toBe(shown(join(dir, 'host.pub')));
    const signal = AbortSignal.timeout(20_000);
    expect(await hostKeys!.presented(signal)).toBe(own);

    const other = `SHA256:${'A'.repeat(43)}`;
    await hostKeys!.trust(other);
    expect(await rejection(opened())).toMatchObject({
      name: 'HostKeyError',
      evidence: [`expected ${other}`, `got ${own}`],
      remedy: expect.stringContaining('hil trust bench'),
    });
    await hostKeys!.trust(await hostKeys!.presented(signal));
    await opened();
    await hostKeys!.trust(other);
    await hostKeys!.forget();
    await opened();
    expect(await hostKeys!.pinned()).toBe(own);
  },
);
