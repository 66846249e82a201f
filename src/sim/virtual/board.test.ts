import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { rigOf } from './testing/board-rig.ts';

test('stays silent until the relay gives it power, then boots to a login prompt in the order of a Verdin', async () => {
  await using rig = await rigOf();
  expect(rig.a53.text).toBe('');
  await rig.power(true);
  const boot = await rig.a53.until('login: ');

  const order = [
    'U-Boot SPL 2022.04',
    'NOTICE:  BL31: v2.6',
    '\nU-Boot 2022.04',
    'Reset cause: POR',
    'Hit any key to stop autoboot:  1',
    '\b\b\b 0',
    'Found U-Boot script /boot.scr',
    'Applying Overlay: verdin-imx8mp_hmp_overlay.dtbo',
    'Starting kernel ...',
    'TorizonCore 6.4.0+build.5 verdin-imx8mp-15230201 ttymxc2',
  ];
  const places = order.map((text) => boot.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('hears a key that is held down before the boot goes on, however late the host brings the next one', async () => {
  await using rig = await rigOf({ speed: 1000 });
  rig.a53.send('\x03');
  await rig.power(true);
  // Seen here, a countdown of a millisecond is over.
  await rig.a53.until('Hit any key');
  rig.a53.send('\x03');
  await rig.a53.until('Verdin iMX8MP # ');
  expect(rig.a53.text).not.toContain('Starting kernel');
});

test('says on a quiet console only what the kernel calls an error, and everything without quiet', async () => {
  await using torizon = await rigOf();
  await torizon.power(true);
  expect(await torizon.a53.until('login: ')).not.toMatch(/Booting Linux/);

  await using bsp = await rigOf({ image: 'bsp' });
  await bsp.power(true);
  const boot = await bsp.a53.until('login: ');
  expect(boot).toMatch(/\[ {4}0\.000000\] Booting Linux on physical CPU 0x0000000000 \[0x410fd034\]/);
  expect(boot).toMatch(/\[ {2}OK {2}\] Reached target Multi-User System/);
});

test('falls silent when power goes, and boots again with another boot_id', async () => {
  await using rig = await rigOf();
  const boots: string[] = [];
  for (let round = 0; round < 2; round++) {
    const since = rig.a53.mark;
    await rig.power(true);
    await rig.a53.until('login: ', since);
    boots.push((await (await rig.ssh()).run('cat /proc/sys/kernel/random/boot_id')).stdout);
    await rig.power(false);
  }
  expect(boots[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n$/);
  expect(boots[1]).not.toBe(boots[0]);
  expect(rig.a53.text.match(/U-Boot SPL/g)).toHaveLength(2);
});

test('refuses a second client on a console, and lets the next one in after the first has gone', async () => {
  await using rig = await rigOf();
  const { port } = rig.endpoints.consoles.a53;
  await expect.poll(() => heard(port)).toContain('Port already in use');

  rig.a53.close();
  await expect.poll(() => heard(port, 50)).toBe('');
});

const heard = (port: number, patienceMs = 2000): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (bytes) => {
      text += bytes;
    });
    socket.on('end', end);
    setTimeout(end, patienceMs);
  });

test('a client that does not read blocks nobody', async () => {
  await using rig = await rigOf();
  rig.a53.close();
  await using deaf = {
    socket: connect(rig.endpoints.consoles.a53.port, '127.0.0.1'),
    [Symbol.asyncDispose]: async () => void deaf.socket.destroy(),
  };
  deaf.socket.pause();
  await rig.power(true);
  await expect
    .poll(
      () =>
        rig.ssh().then(
          () => 'in',
          () => 'not yet',
        ),
      { timeout: 10_000 },
    )
    .toBe('in');
});

test('speaks the RPC of a Shelly plug', async () => {
  await using rig = await rigOf();
  const base = `http://127.0.0.1:${rig.endpoints.relay.port}/rpc`;
  const post = async (method: string, body: object): Promise<unknown> =>
    (await fetch(`${base}/${method}`, { method: 'POST', body: JSON.stringify(body) })).json();

  expect(await (await fetch(`${base}/Switch.GetStatus?id=0`)).json()).toMatchObject({ id: 0, output: false });
  expect(await post('Switch.Set', { id: 0, on: true })).toEqual({ was_on: false });
  expect(await post('Switch.GetStatus', { id: 0 })).toMatchObject({ output: true });
  expect(await post('Switch.Set', { id: 3, on: true })).toMatchObject({ code: -105 });
  expect((await fetch(`${base}/Switch.Set?id=0`)).status).toBe(500);
  expect(await post('Shelly.GetDeviceInfo', {})).toMatchObject({ gen: 2 });
  expect((await fetch(`${base}/Cover.Open?id=0`)).status).toBe(404);
});

test('reports what was touched that is not modelled', async () => {
  await using rig = await rigOf();
  await rig.power(true);
  await rig.a53.until('login: ');
  const ssh = await rig.ssh();
  expect(await ssh.run('btrfs scrub')).toMatchObject({ code: 127, stderr: 'sh: btrfs: command not found\n' });
  expect(await ssh.run('date -s 12:00')).toMatchObject({ code: 1 });
  const missing = (name: string, sequence: number) => ({ limit: { by: 'linux', kind: 'command', name, fatal: true }, sequence, times: 1 });
  expect(await rig.get('/limits')).toMatchObject([missing('btrfs', 1), missing('date -s', 2)]);
  expect(await rig.get('/pace?since=0')).toEqual({
    awakeSince: expect.any(Number),
    boardMs: expect.any(Number),
    coreMs: expect.any(Number),
    core: 'held',
  });
  expect(await rig.get('/limits?after=2')).toEqual([]);
});
