import { expect, test } from 'vitest';
import type { VirtualFault, VirtualSettings } from '../../core/virtual.ts';
import { type BoardRig, rigOf } from './testing/board-rig.ts';

const boot = async (...faults: readonly VirtualFault[]): Promise<BoardRig> => poweredOn({ faults });
const poweredOn = async (settings: VirtualSettings): Promise<BoardRig> => {
  const rig = await rigOf(settings);
  await rig.power(true);
  return rig;
};

test('a panic prints its reason, reboots after five seconds through the PMIC, and strikes once when it was armed', async () => {
  await using rig = await rigOf({ faults: [{ kind: 'panic', at: 'kernel', name: 'bad-boot' }] });
  await rig.arm('bad-boot');
  await rig.power(true);
  const first = await rig.a53.until('Rebooting in 5 seconds..');
  expect(first).toMatch(/Kernel panic - not syncing: .*\r\n\[ +\d+\.\d+\] SMP: stopping secondary CPUs/);
  await rig.a53.until('login: ');
  expect(rig.a53.text.match(/Reset cause: POR/g)).toHaveLength(2);
  expect(rig.a53.text.match(/Kernel panic/g)).toHaveLength(1);
});

test('a named fault that nobody armed never strikes, and disarming takes an armed one back', async () => {
  await using rig = await rigOf({ faults: [{ kind: 'panic', at: 'userspace', name: 'sleeper' }] });
  await rig.arm('sleeper');
  await fetch(`http://127.0.0.1:${rig.endpoints.control.port}/disarm`, { method: 'POST' });
  expect(await rig.get('/faults')).toEqual([{ kind: 'panic', at: 'userspace', name: 'sleeper', armed: false }]);
  await rig.power(true);
  expect(await rig.a53.until('login: ')).not.toContain('panic');
});

test('an RCU stall speaks after 21 s, the soft lockup after 45 s; SSH is dead meanwhile, and the board comes back', async () => {
  await using rig = await rigOf({ faults: [{ kind: 'rcu-stall', at: 'login', name: 'stall' }] });
  // Armed before there is power: at the login prompt it would depend on which of the two is quicker.
  await rig.arm('stall');
  await rig.power(true);
  await rig.a53.until('rcu: INFO: rcu_preempt self-detected stall on CPU');
  await expect(rig.ssh({ readyTimeout: 50 })).rejects.toThrow(/Timed out/);
  const stall = await rig.a53.until('Rebooting in 5 seconds..');
  const at = (text: string): number => Number(new RegExp(`\\[ *([\\d.]+)\\] ${text}`).exec(stall)![1]);
  const between = at('watchdog: BUG: soft lockup - CPU#0 stuck for 45s!') - at('rcu: INFO: rcu_preempt self-detected stall');
  expect(between).toBeGreaterThan(23.9);
  expect(between).toBeLessThan(30);
  expect(stall).toContain('Kernel panic - not syncing: softlockup: hung tasks');
  await rig.a53.until('login: ', rig.a53.text.lastIndexOf('Rebooting in 5 seconds..'));
});

test('the reference image has no panic policy: an oops is survived', async () => {
  await using rig = await poweredOn({ image: 'bsp', faults: [{ kind: 'oops', at: 'login' }] });
  await rig.a53.until('---[ end trace');
  expect((await (await rig.ssh()).run('cat /proc/sys/kernel/tainted')).stdout).toBe('128\n');
  expect(rig.a53.text).not.toContain('panic');
});

test('a panic on the reference image stays until the watchdog bites', async () => {
  await using rig = await poweredOn({ image: 'bsp', faults: [{ kind: 'panic', at: 'login', name: 'once' }] });
  await rig.arm('once');
  await rig.a53.until('---[ end Kernel panic');
  const since = rig.a53.mark;
  expect(await rig.a53.until('Reset cause: WDOG', since)).not.toContain('Rebooting');
  await rig.a53.until('login: ', since);
});

test('an oops on Torizon is a panic', async () => {
  await using rig = await boot({ kind: 'oops', at: 'userspace' });
  const text = await rig.a53.until('Kernel panic - not syncing: Oops: Fatal exception');
  expect(text).toContain('Unable to handle kernel NULL pointer dereference');
  expect(text).toMatch(/Internal error: Oops: 96000004 \[#1\] PREEMPT SMP/);
});

test('a hung task is told after two minutes while the rest of the system works', async () => {
  await using rig = await boot({ kind: 'hung-task', at: 'login' });
  await rig.a53.until('login: ');
  expect((await (await rig.ssh()).run('echo alive')).stdout).toBe('alive\n');
  await rig.a53.until('INFO: task kworker/1:1:42 blocked for more than 122 seconds.');
  await rig.a53.until('Kernel panic - not syncing: hung_task: blocked tasks');
});

test('a freeze is silent on every channel, and the watchdog ends it', async () => {
  await using rig = await boot({ kind: 'freeze', at: 'login', name: 'ice' });
  await rig.a53.until('login: ');
  const ssh = await rig.ssh();
  await rig.arm('ice');
  const since = rig.a53.mark;
  await ssh.asRoot('reboot');
  await rig.a53.until('login: ', since);
  const frozen = rig.a53.mark;
  rig.a53.send('torizon\r');
  const silence = await rig.a53.until('U-Boot SPL', frozen);
  expect(silence).not.toMatch(/\[ *\d+\.\d+\]/);
  await rig.a53.until('Reset cause: WDOG', frozen);
});

test('an environment with a wrong CRC is replaced by the defaults', async () => {
  await using rig = await boot({ kind: 'env-crc', at: 'u-boot', name: 'crc' });
  await rig.a53.until('login: ');
  await rig.arm('crc');
  const ssh = await rig.ssh();
  await ssh.asRoot('fw_setenv tdxargs panic=7; reboot');
  const since = rig.a53.mark;
  await rig.a53.until('*** Warning - bad CRC, using default environment', since);
  await rig.a53.until('login: ', since);
  const again = await rig.ssh();
  expect((await again.run('cat /proc/cmdline')).stdout).not.toContain('panic=7');
  expect((await again.asRoot('fw_printenv bootcmd')).stderr).toContain('Cannot read environment, using default');
});

test('noise stops the autoboot although nobody typed', async () => {
  await using rig = await boot({ kind: 'noise', at: 'u-boot' });
  await rig.a53.until('Verdin iMX8MP # ');
});

test('characters that come too fast get lost, slow ones do not', async () => {
  await using rig = await rigOf({ speed: 1, faults: [{ kind: 'lost-characters', at: 'always' }] });
  await rig.power(true);
  await rig.a53.until('Hit any key');
  rig.a53.send(' ');
  await rig.a53.until('Verdin iMX8MP # ');
  const line = 'echo 0123456789012345678901234567890123456789';
  const since = rig.a53.mark;
  rig.a53.send(`${line}\x03`);
  await rig.a53.until(/echo/, since);
  expect(rig.a53.text.slice(since)).not.toContain(line);
});

test('a stuck relay says that it switched', async () => {
  await using rig = await rigOf({ faults: [{ kind: 'stuck-relay', at: 'always', name: 'stuck' }] });
  await rig.power(true);
  await rig.a53.until('login: ');
  await rig.arm('stuck');
  await rig.power(false);
  expect((await (await rig.ssh()).run('echo on')).stdout).toBe('on\n');
  await rig.power(false);
  await expect(rig.ssh({ readyTimeout: 300 })).rejects.toThrow(/Timed out/);
});

test('a board whose sshd never comes up is there on the console', async () => {
  await using rig = await boot({ kind: 'no-ssh', at: 'userspace' });
  await rig.a53.until('login: ');
  await expect(rig.ssh()).rejects.toThrow(/ECONNRESET|closed|end/i);
});

test('a brown-out resets the board by itself', async () => {
  await using rig = await boot({ kind: 'brown-out', at: 'u-boot', name: 'sag' });
  await rig.a53.until('login: ');
  await rig.arm('sag');
  const since = rig.a53.mark;
  await rig.power(false);
  await rig.power(true);
  await rig.a53.until('login: ', since);
  expect(rig.a53.text.slice(since).match(/U-Boot SPL/g)).toHaveLength(2);
});

test('chance draws from the seed: the same seed gives the same story', async () => {
  const story = async (): Promise<boolean> => {
    await using rig = await poweredOn({ seed: 7, faults: [{ kind: 'panic', at: 'kernel', chance: 0.5 }] });
    return (await rig.a53.until(/login: |Kernel panic/)).includes('panic');
  };
  expect(await story()).toBe(await story());
});

test('on a full disk nothing is stored, and df says so', async () => {
  await using rig = await boot({ kind: 'full-disk', at: 'userspace' });
  await rig.a53.until('login: ');
  const ssh = await rig.ssh();
  expect((await ssh.run('df -Pk /var')).stdout).toMatch(/ 0 {2}100% \/\n$/);
  expect(await ssh.asRoot('echo x > /var/lib/x')).toMatchObject({ code: 1, stderr: expect.stringContaining('No space left on device') });
  expect((await ssh.run('echo x > /tmp/x; cat /tmp/x')).stdout).toBe('x\n');
});

test('a password that has expired lets nobody work, over SSH and on the console', async () => {
  await using rig = await boot({ kind: 'expired-password', at: 'userspace' });
  await rig.a53.until('login: ');
  const ssh = await rig.ssh();
  expect(await ssh.run('true')).toMatchObject({ code: 1, stderr: expect.stringContaining('Your password has expired') });
  rig.a53.send(`${rig.endpoints.ssh.user}\n`);
  await rig.a53.until('Password: ');
  rig.a53.send(`${rig.endpoints.ssh.password}\n`);
  await rig.a53.until('Current password: ');
});
