import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BoardRig, rigOf, type SshTap } from '../testing/board-rig.ts';

let rig: BoardRig;
let ssh: SshTap;
beforeAll(async () => {
  rig = await rigOf();
  await rig.power(true);
  await rig.a53.until('login: ');
  ssh = await rig.ssh();
});
afterAll(() => rig[Symbol.asyncDispose]());

const when = String.raw`[A-Z][a-z]{2} [ \d]\d(?: \d\d:\d\d|  \d{4})`;

// As coreutils prints them.
test.each([
  ['ls -l /etc/os-release', `-rw-r--r-- 1 root root \\d+ ${when} /etc/os-release\n`],
  ['ls -l /dev/null', `crw-rw-rw- 1 root root 1, {3}3 ${when} /dev/null\n`],
  ['ls -l /dev/mmcblk2p1', `brw------- 1 root root 179, {3}1 ${when} /dev/mmcblk2p1\n`],
  ['ls -ld /tmp', `drwxrwxrwt \\d+ root root 4096 ${when} /tmp\n`],
  ['ls -l /sys/class/remoteproc/remoteproc0/state', `-rw-r--r-- 1 root root 4096 ${when} /sys/class/remoteproc/remoteproc0/state\n`],
  ['ls -l /proc/sysrq-trigger', `--w------- 1 root root 4096 ${when} /proc/sysrq-trigger\n`],
  ['ls -l /proc/self', `lrwxrwxrwx 1 root root \\d+ ${when} /proc/self -> \\d+\n`],
  ['cd /tmp; echo abc > m; chmod 600 m; ls -l m', `-rw------- 1 torizon torizon 4 ${when} m\n`],
  ['cd /tmp; echo abc > s; chmod 4755 s; ls -n s', `-rwsr-xr-x 1 1000 1000 4 ${when} s\n`],
  ['cd /tmp; echo abc > s; chmod 4644 s; ls -l s', `-rwSr--r-- 1 torizon torizon 4 ${when} s\n`],
  [
    'mkdir /tmp/d; cd /tmp/d; head -c 2000 /dev/zero > long; echo a > .dot; ls -l',
    `total 4\n-rw-r--r-- 1 torizon torizon 2000 ${when} long\n`,
  ],
  ['ls -lah /tmp/d | tail -n 1', `-rw-r--r-- 1 torizon torizon 2\\.0K ${when} long\n`],
  ['ls -lA /tmp/d | cut -c1-10', 'total 8\n-rw-r--r--\n-rw-r--r--\n'],
  ['ls -lS /tmp/d /tmp/m | tail -n 1', `-rw-r--r-- 1 torizon torizon 2000 ${when} long\n`],
  ['ls --color=auto /tmp/d', 'long\n'],
])('%s', async (command, stdout) => {
  expect(await ssh.run(command)).toEqual({ code: 0, stderr: '', stdout: expect.stringMatching(new RegExp(`^${stdout}$`)) });
});

test('what is not there is told, and the rest is shown', async () => {
  expect(await ssh.run('ls -l /tmp/nope /etc/os-release | cut -c1-10; ls -l /tmp/nope')).toEqual({
    code: 2,
    stderr: "ls: cannot access '/tmp/nope': No such file or directory\n".repeat(2),
    stdout: '-rw-r--r--\n',
  });
});
