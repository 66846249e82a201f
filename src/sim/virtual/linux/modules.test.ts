import { expect, test, vi } from 'vitest';
import { type BoardRig, rigOf, type SshTap } from '../testing/board-rig.ts';

const started = async (image: 'torizon' | 'bsp'): Promise<{ rig: BoardRig; ssh: SshTap }> => {
  const rig = await rigOf({ image });
  await rig.power(true);
  await rig.a53.until('login: ');
  return { rig, ssh: await rig.ssh() };
};

test('modprobe and insmod answer as kmod does', async () => {
  const { rig, ssh } = await started('bsp');
  await using _ = rig;
  expect(await ssh.run('modprobe nosuch')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^modprobe: FATAL: Module nosuch not found/),
  });
  expect((await ssh.run('modprobe test_lockup time_nsecs=1')).stderr).toBe(
    "modprobe: ERROR: could not insert 'test_lockup': Resource temporarily unavailable\n",
  );
  expect((await ssh.run('modprobe test_lockup state=X')).stderr).toBe(
    "modprobe: ERROR: could not insert 'test_lockup': Invalid argument\n",
  );
  expect((await ssh.run('insmod /nowhere/test_lockup.ko')).stderr).toBe(
    'insmod: ERROR: could not load module /nowhere/test_lockup.ko: No such file or directory\n',
  );
  const killed = await ssh.run('insmod /lib/modules/$(uname -r)/updates/hil_oops.ko');
  expect(killed).toMatchObject({ code: 139, stderr: 'Segmentation fault\n' });
  expect((await ssh.run('dmesg | grep -c "Internal error: Oops"')).stdout).toBe('1\n');
});

test('what test_lockup refuses and ignores stands in the kernel log', async () => {
  const { rig, ssh } = await started('bsp');
  await using _ = rig;
  await ssh.run(
    'modprobe test_lockup state=D lock_rcu=1; modprobe test_lockup colour=red time_secs=0; modprobe test_lockup time_secs=soon',
  );
  const log = (await ssh.run('dmesg')).stdout;
  expect(log).toContain('test_lockup: refuse to sleep in atomic context');
  expect(log).toContain("test_lockup: unknown parameter 'colour' ignored");
  expect(log).toContain("test_lockup: `soon' invalid for parameter `time_secs'");
});

test('thresholds are read, bounded and written by sysctl and by their files, and belong to the boot', async () => {
  const { rig, ssh } = await started('torizon');
  await using _ = rig;
  expect((await ssh.run('cat /proc/sys/kernel/watchdog_thresh')).stdout).toBe('10\n');
  expect((await ssh.run('sysctl kernel.panic_on_oops')).stdout).toBe('kernel.panic_on_oops = 1\n');
  expect((await ssh.run('sysctl -w kernel.panic=0')).stderr).toContain('permission denied');
  expect((await ssh.asRoot('sysctl -w kernel.watchdog_thresh=61')).stderr).toBe(
    'sysctl: setting key "kernel.watchdog_thresh": Invalid argument\n',
  );
  expect(
    (await ssh.asRoot('echo 7 > /sys/module/rcupdate/parameters/rcu_cpu_stall_timeout; cat /sys/module/rcupdate/parameters/*')).stdout,
  ).toBe('7\n');
  expect((await ssh.asRoot('sysctl -n -w kernel.watchdog_thresh=5')).stdout).toBe('5\n');
});

test('one busy CPU leaves the others alone, and with its detectors off nobody hears of it', async () => {
  const { rig, ssh } = await started('bsp');
  await using _ = rig;
  await ssh.run('sysctl -w kernel.soft_watchdog=0');
  const busy = ssh.run('modprobe test_lockup time_secs=15 disable_preempt=1');
  expect((await ssh.run('echo there')).stdout).toBe('there\n');
  expect((await busy).stderr).toContain('Resource temporarily unavailable');
  const log = (await ssh.run('dmesg')).stdout;
  expect(log).toMatch(/test_lockup: START pid=\d+ time=15 \+0 ns cooldown=0 \+0 ns iterations=1 state=R disable_preempt $/m);
  expect(log).toMatch(/test_lockup: Finish on CPU[0-3] in \d+ ns/);
  expect(log).not.toMatch(/soft lockup|stall/);
});

test('on the reference image a program can take the watchdog and shorten it; on Torizon systemd has it', async () => {
  const { rig, ssh } = await started('torizon');
  await using _ = rig;
  expect((await ssh.asRoot('watchdog -T 10 -t 3 /dev/watchdog')).stderr).toContain('Device or resource busy');
  const other = await started('bsp');
  await using __ = other.rig;
  expect((await other.ssh.run('watchdog -T 10 -t 3 /dev/watchdog; cat /sys/class/watchdog/watchdog0/timeout')).stdout).toBe('10\n');
  const since = other.rig.a53.mark;
  void other.ssh.run('modprobe test_lockup time_secs=600 all_cpus=1 disable_irq=1').catch(() => {});
  await vi.waitFor(() => expect(other.rig.a53.text.slice(since)).toContain('Reset cause: WDOG'), { timeout: 15_000 });
});

test('who opens the watchdog of the reference image and goes without a V has the board reset by it', async () => {
  const { rig, ssh } = await started('bsp');
  await using _ = rig;
  await ssh.run('echo V > /dev/watchdog');
  expect((await ssh.run('dmesg')).stdout).not.toContain('did not stop');
  const since = rig.a53.mark;
  await ssh.run('echo 1 > /dev/watchdog; dmesg | grep "watchdog0: watchdog did not stop!"');
  await rig.a53.until('Reset cause: WDOG', since);
  const torizon = await started('torizon');
  await using __ = torizon.rig;
  expect((await torizon.ssh.asRoot('echo 1 > /dev/watchdog')).stderr).toContain('Device or resource busy');
});
