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

test.each([
  [
    'for f in /dev/ttymxc2 /dev/kmsg /dev/watchdog /dev/null; do test -c $f && echo $f; done',
    '/dev/ttymxc2\n/dev/kmsg\n/dev/watchdog\n/dev/null\n',
  ],
  ['[ -b /dev/mmcblk2 ] && ! [ -c /dev/mmcblk2 ] && echo block', 'block\n'],
  [
    'test -c /dev/ttyRPMSG30 || echo none; test -c /etc/os-release || echo regular; [ -f /dev/null ] || echo special',
    'none\nregular\nspecial\n',
  ],
  ['f=/dev/null; if [ ! -c "$f" -o -b "$f" ]; then echo no; else echo yes; fi; test -c && echo word', 'yes\nword\n'],
  ['test -f /proc/version && test ! -s /dev/null && test -d /proc/$$ && cat /proc/self/comm', 'sh\n'],
  ['a=$(date +%s); sleep 100; d=$(($(date +%s) - a)); [ $d -ge 99 ] && [ $d -le 200 ] && echo board time', 'board time\n'],
  ['f=$(mktemp /tmp/aXXXXXX) && test -f $f && d=$(mktemp -d) && test -d $d && stat -c %a $f $d', '600\n700\n'],
  ['truncate -s 10M /tmp/t && stat -c %s /tmp/t; truncate -s -1M /tmp/t; stat -c %s /tmp/t', '10485760\n9437184\n'],
  ["printf '1 2' | xargs -n1 echo n", 'n 1\nn 2\n'],
])('%s', async (script, stdout) => {
  expect(await ssh.run(script)).toEqual({ code: 0, stdout, stderr: '' });
  expect(await rig.fatalLimits()).toEqual([]);
});

test('a file of the kernel that the model lacks, and a board may have, is told as a limit of the model', async () => {
  await ssh.run(
    'cat /proc/vmstat; ls /sys/bus/i2c/devices; test -e /dev/gpiochip0; test -e /sys/class/remoteproc/remoteproc7; ls /tmp/none; ls /dev/ttyRPMSG*; ls /dev/i2c*; cat /sys/class/hwmon/*/name',
  );
  expect(await rig.fatalLimits()).toEqual([
    '/proc/vmstat',
    '/sys/bus/i2c/devices',
    '/dev/gpiochip0',
    '/dev/i2c*',
    '/sys/class/hwmon',
    '/sys/class/hwmon/*/name',
  ]);
});
