import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { listenOnLoopback } from '../virtual/wires/tcp-server.ts';
import { Machine, type MachineListener } from './machine.ts';
import { hasQemu, qemu, smallMachine, writePsciImage } from './testing/small-machine.ts';
import type { UnmodelledWrite } from './unimp-log.ts';

const patience = { timeout: hostLimit(20_000) };
const folder = mkdtempSync(join(tmpdir(), 'hil-machine-'));
afterAll(() => rmSync(folder, { recursive: true }));

const machines: Machine[] = [];
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.kill();
});

const run = (args: readonly string[], listener: Partial<MachineListener> = {}): Machine => {
  const machine = new Machine(qemu, args, { write: () => {}, reset: () => {}, ended: () => {}, ...listener });
  machines.push(machine);
  return machine;
};

const lives = (pid: number | undefined): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));

test('a QEMU that is not there, or does not start, says why', async () => {
  const absent = new Machine('qemu-system-of-nowhere', [], { write: () => {}, reset: () => {}, ended: () => {} });
  await expect(absent.started()).rejects.toMatchObject({
    name: 'PowerError',
    message: 'the QEMU board does not start',
    evidence: [expect.stringContaining('qemu-system-of-nowhere')],
  });
});

const known = hasQemu();
describe.skipIf(!known)(known ? 'a machine' : `a machine (skipped: no ${qemu} with imx8mp-evk)`, () => {
  test('that refuses its arguments says which', async () => {
    await expect(run(['-M', 'imx8mp-verdin']).started()).rejects.toMatchObject({
      evidence: expect.arrayContaining([expect.stringContaining('imx8mp-verdin')]),
    });
  });

  test('tells every store into what it does not model, in order', patience, async () => {
    const commands = ['writel 0x7e0000 0x20020000', 'writeq 0x7e0008 0x1122334455667788', 'writeb 0x81ffff 0x7f', 'writel 0x3039000c 0xe'];
    const server = createServer((socket) => socket.write(`${commands.join('\n')}\n`));
    const { port } = await listenOnLoopback(server);
    const writes: UnmodelledWrite[] = [];
    const machine = run(smallMachine(['-S', '-qtest', `tcp:127.0.0.1:${port}`]), { write: (write) => writes.push(write) });
    await machine.started();
    await vi.waitFor(() => expect(writes).toHaveLength(commands.length), 20_000);
    server.close();
    expect(writes.map(({ device, offset, bytes }) => [device, offset, Buffer.from(bytes).toString('hex')])).toEqual([
      ['tcm_itcm', 0, '00000220'],
      ['tcm_itcm', 8, '8877665544332211'],
      ['tcm_dtcm', 0x1ffff, '7f'],
      ['src', 0x0c, '0e000000'],
    ]);
  });

  test('tells where its SSH is forwarded from, and is gone once killed', patience, async () => {
    let ended = false;
    const machine = run(smallMachine(['-S']), {
      ended: () => {
        ended = true;
      },
    });
    expect(await machine.started()).toBeGreaterThan(0);
    expect(lives(machine.pid)).toBe(true);
    await machine.kill();
    expect(lives(machine.pid)).toBe(false);
    expect(ended).toBe(false);
  });

  test('resets in place when the guest asks for it', patience, async () => {
    const image = join(folder, 'reset.img');
    writePsciImage(image, 'reset');
    let resets = 0;
    const machine = run(smallMachine(['-kernel', image]), {
      reset: () => {
        resets++;
      },
    });
    await machine.started();
    await vi.waitFor(() => expect(resets).toBeGreaterThan(1), 20_000);
    expect(lives(machine.pid)).toBe(true);
  });

  test('ends when the guest switches itself off', patience, async () => {
    const image = join(folder, 'off.img');
    writePsciImage(image, 'off');
    const ended = new Promise<void>((resolve) => run(smallMachine(['-kernel', image]), { ended: resolve }));
    await ended;
  });

  test('cannot outlive a process that is killed', patience, async () => {
    const owner = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./testing/machine-owner.ts', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(lives(pid)).toBe(true);
    owner.kill('SIGKILL');
    await vi.waitFor(() => expect(lives(pid)).toBe(false), 20_000);
  });
});
