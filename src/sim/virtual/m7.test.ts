import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { VirtualSettings } from '../../core/virtual.ts';
import { type BoardRig, rigOf, type SshTap } from './testing/board-rig.ts';

const elf = readFileSync(new URL('../../../firmware/prebuilt/tcm-hello.elf', import.meta.url));
const remoteproc = '/sys/class/remoteproc/remoteproc0';

const bootTo = async (settings: VirtualSettings = {}): Promise<BoardRig> => {
  const rig = await rigOf(settings);
  await rig.power(true);
  await rig.a53.until('login: ');
  return rig;
};

const put = async (ssh: SshTap, name: string, content: Uint8Array): Promise<void> => {
  const sftp = await ssh.sftp();
  await new Promise<void>((resolve, reject) =>
    sftp
      .createWriteStream(`/tmp/${name}`)
      .on('error', reject)
      .on('close', () => resolve())
      .end(content),
  );
  await ssh.asRoot(`mkdir -p /var/firmware && mv /tmp/${name} /var/firmware/${name}`);
};

const start = async (ssh: SshTap, name: string) => {
  await put(ssh, name, elf);
  return ssh.asRoot(
    `printf /var/firmware > /sys/module/firmware_class/parameters/path\necho ${name} > ${remoteproc}/firmware\necho start > ${remoteproc}/state\ncat ${remoteproc}/state`,
  );
};

test('a kernel argument stored by fw_setenv is on the next command line, keeps the clocks, and lets the M7 start and speak', async () => {
  await using rig = await bootTo();
  await (await rig.ssh()).asRoot('fw_setenv tdxargs clk-imx8mp.mcore_booted=1 && reboot');
  await rig.a53.until('reboot: Restarting system');
  await rig.a53.until('login: ', rig.a53.mark);

  const ssh = await rig.ssh();
  expect((await ssh.run('cat /proc/cmdline')).stdout).toMatch(/ clk-imx8mp\.mcore_booted=1\n$/);
  expect((await ssh.run('cat /sys/module/clk_imx8mp/parameters/mcore_booted')).stdout).toBe('Y\n');
  expect(await start(ssh, 'tcm-hello.elf')).toMatchObject({ code: 0, stdout: 'running\n' });
  await rig.m7.until(/tcm-hello/);
  expect(rig.a53.text.match(/Reset cause: POR/g)).toHaveLength(2);
});

test('a mistyped argument is on the command line and does nothing', async () => {
  await using rig = await bootTo();
  await (await rig.ssh()).asRoot('fw_setenv tdxargs clk-imx8mp.mcorebooted=1 && reboot');
  await rig.a53.until('reboot: Restarting system');
  await rig.a53.until('login: ', rig.a53.mark);
  const ssh = await rig.ssh();
  expect((await ssh.run('cat /proc/cmdline')).stdout).toContain('clk-imx8mp.mcorebooted=1');
  expect((await ssh.run('cat /sys/module/clk_imx8mp/parameters/mcore_booted')).stdout).toBe('N\n');
});

test('without the argument the start freezes the board, which answers nothing until the watchdog resets it', async () => {
  await using rig = await bootTo();
  const ssh = await rig.ssh();
  let isClosed = false;
  ssh.client.on('close', () => {
    isClosed = true;
  });
  const since = rig.a53.mark;
  const answer = start(ssh, 'tcm-hello.elf').catch(() => 'gone');
  const silence = await rig.a53.until('U-Boot SPL', since);
  expect(silence).not.toMatch(/panic|Oops|stall/);
  await rig.a53.until('Reset cause: WDOG', since);
  expect(isClosed).toBe(false);

  await rig.a53.until('login: ', since);
  expect((await (await rig.ssh()).run('cat /proc/uptime')).code).toBe(0);
  ssh.client.destroy();
  expect(await Promise.race([answer, Promise.resolve('silent')])).toBe('silent');
});

test('a missing file, a second start and a wrong word are refused with the errno of the driver', async () => {
  await using rig = await bootTo();
  const ssh = await rig.ssh();
  expect(await ssh.asRoot(`echo nosuch.elf > ${remoteproc}/firmware; echo start > ${remoteproc}/state`)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'sh: echo: write error: No such file or directory\n',
  });
  expect((await ssh.asRoot('dmesg')).stdout).toMatch(/remoteproc remoteproc0: Direct firmware load for nosuch\.elf failed with error -2/);
  expect((await ssh.asRoot(`echo stop > ${remoteproc}/state`)).stderr).toBe('sh: echo: write error: Invalid argument\n');
});

test('there is no remoteproc without the overlay', async () => {
  await using rig = await bootTo({ hmpOverlay: false });
  expect(rig.a53.text).not.toContain('hmp_overlay');
  expect((await (await rig.ssh()).run(`test -e ${remoteproc}/state`)).code).toBe(1);
});
