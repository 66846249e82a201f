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

test('is an arm64 Torizon', async () => {
  expect(await ssh.run('uname -a')).toEqual({
    code: 0,
    stderr: '',
    stdout:
      'Linux verdin-imx8mp-15230201 5.15.129-6.4.0+git.67c3153d20ff #1-TorizonCore SMP PREEMPT Thu Sep 21 08:26:10 UTC 2023 aarch64 GNU/Linux\n',
  });
  expect((await ssh.run('cat /proc/cmdline')).stdout).toMatch(
    /^root=LABEL=otaroot rootfstype=ext4 quiet .* ostree=\/ostree\/boot\.1\/torizon\/[0-9a-f]{64}\/0\n$/,
  );
});

test('keeps exit status, output and errors apart', async () => {
  expect(await ssh.run('echo out; echo err >&2; exit 7')).toEqual({ code: 7, stdout: 'out\n', stderr: 'err\n' });
  expect(await ssh.run('nosuch')).toEqual({ code: 127, stdout: '', stderr: 'sh: nosuch: command not found\n' });
});

test.each([
  ['echo x > /usr/lib/y', 'sh: /usr/lib/y: Read-only file system\n'],
  ['echo x > /etc/y', 'sh: /etc/y: Permission denied\n'],
  ['echo x > /no/such/y', 'sh: /no/such/y: No such file or directory\n'],
  ['echo start > /sys/class/remoteproc/remoteproc0/state', 'sh: /sys/class/remoteproc/remoteproc0/state: Permission denied\n'],
  ['mkdir /usr/share/y', "mkdir: cannot create directory '/usr/share/y': Read-only file system\n"],
])('%s is refused in the words of the system', async (command, stderr) => {
  expect(await ssh.run(command)).toEqual({ code: 1, stdout: '', stderr });
});

test('the mask of a shell is that of what it makes, and ends with its subshell', async () => {
  const modes = '(umask 77; umask; : > /tmp/private; echo x >> /tmp/private); umask; echo x > /tmp/open; stat -c %a /tmp/private /tmp/open';
  expect(await ssh.run(modes)).toEqual({ code: 0, stdout: '0077\n0022\n600\n644\n', stderr: '' });
  expect((await ssh.run('umask u=rwx,go=')).code).not.toBe(0);
});

test('set -C keeps what is there from `>` alone, and devices are no files', async () => {
  const script =
    'cd /tmp; echo 1 > kept; set -C; echo 2 > kept; echo 3 >> kept; echo 4 > new; echo 5 > /dev/null; (echo 6; cat new) > kept; cat kept; echo 7 >| kept; cat kept';
  expect(await ssh.run(script)).toEqual({ code: 0, stdout: '1\n3\n7\n', stderr: 'sh: kept: cannot overwrite existing file\n'.repeat(2) });
});

test('lets root remount /usr for writing', async () => {
  expect((await ssh.asRoot('echo x > /usr/share/y')).stderr).toBe('sh: /usr/share/y: Read-only file system\n');
  expect(
    await ssh.asRoot('mount -o remount,rw /usr && echo x > /usr/share/y && cat /usr/share/y && mount -o remount,ro /usr'),
  ).toMatchObject({ code: 0, stdout: 'x\n' });
});

test('sudo asks for the password, takes it, refuses a wrong one, and has none to ask without a terminal', async () => {
  expect((await ssh.asRoot('id -un')).stdout).toBe('root\n');
  expect(await ssh.run("sudo -S -p '' -- sh -c 'exec </dev/null; echo \"$USER\"; exit 3'", 'torizon\n')).toEqual({
    code: 3,
    stdout: 'root\n',
    stderr: '',
  });
  expect(await ssh.run('sudo -S id', 'wrong\nworse\nworst\n')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('sudo: 3 incorrect password attempts'),
  });
  expect(await ssh.run('sudo -n id')).toMatchObject({ code: 1, stderr: 'sudo: a password is required\n' });
});

test('runs a job beside the rest of the script', async () => {
  expect((await ssh.run('( sleep 2; echo second > /tmp/job ) & echo first; cat /tmp/job 2>/dev/null; wait; cat /tmp/job')).stdout).toBe(
    'first\nsecond\n',
  );
});

test('a timeout ends what it runs with 124, a loop too', async () => {
  expect((await ssh.run('timeout 2 sleep 60; echo $?')).stdout).toBe('124\n');
  expect((await ssh.run("timeout 2 sh -c 'while :; do sleep 0.5; done'; echo $?")).stdout).toBe('124\n');
  expect((await ssh.run('timeout 5 echo quick; echo $?')).stdout).toBe('quick\n0\n');
});

test('reads standard input where a program wants it', async () => {
  expect((await ssh.run('cat > ~/in; sha256sum ~/in', 'hello')).stdout).toBe(
    '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  /home/torizon/in\n',
  );
});

test('writes to the kernel log and cuts it at a mark', async () => {
  const { stdout } = await ssh.asRoot("echo 'mark 1' > /dev/kmsg\necho '<3>bad thing' > /dev/kmsg\ndmesg | sed -n '/mark 1/,$p'");
  expect(stdout).toMatch(/^\[ +\d+\.\d{6}\] mark 1\n\[ +\d+\.\d{6}\] bad thing\n$/);
  await rig.a53.until('] bad thing');
  expect(rig.a53.text).not.toContain('] mark 1');
});

test('dmesg tells who wrote a record by its facility', async () => {
  await ssh.asRoot("echo 'of a program' > /dev/kmsg\necho '<30>of a daemon' > /dev/kmsg");
  const { stdout } = await ssh.asRoot('dmesg -r; dmesg -x');
  expect(stdout).toMatch(/^<12>\[ +[\d.]+\] of a program\n<30>\[ +[\d.]+\] of a daemon$/m);
  expect(stdout).toMatch(/^user {2}:warn {2}: \[ +[\d.]+\] of a program\ndaemon:info {2}: \[ +[\d.]+\] of a daemon$/m);
  expect(stdout).toMatch(/^<6>\[ +0\.000000\] Booting Linux/m);
});

test('dmesg --follow hands over each line as it comes', async () => {
  let heard = '';
  ssh.client.exec('dmesg --follow', (_, channel) => channel.on('data', (bytes: Buffer) => (heard += bytes)));
  await expect.poll(() => heard).toContain('Linux version 5.15.129');
  await ssh.asRoot('echo while-you-wait > /dev/kmsg');
  await expect.poll(() => heard).toContain('while-you-wait');
});

test('keeps a newline in the firmware search path, as kernels up to 6.1 do', async () => {
  const path = '/sys/module/firmware_class/parameters/path';
  await ssh.asRoot(`printf /var/firmware > ${path}`);
  expect((await ssh.run(`cat ${path}`)).stdout).toBe('/var/firmware\n');
  await ssh.asRoot(`echo /var/firmware > ${path}`);
  expect((await ssh.run(`cat ${path}`)).stdout).toBe('/var/firmware\n\n');
});

test('installs, moves and removes files with the usual tools', async () => {
  const script =
    'mkdir -p -- /var/a/b && printf %b "one\\0012" > /tmp/src && install -m 600 -o root -g root -- /tmp/src /var/a/b/t && mv -f -- /var/a/b/t /var/a/b/u && sync && chmod 644 -- /var/a/b/u && sha256sum -- /var/a/b/u; rm -f -- /tmp/src /var/a/b/nope; ls /var/a/b';
  expect(await ssh.asRoot(script)).toEqual({
    code: 0,
    stderr: '',
    stdout: '2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806  /var/a/b/u\nu\n',
  });
});

test.each([
  ['. /etc/os-release; echo "$PRETTY_NAME"', 'TorizonCore 6.4.0+build.5\n'],
  ['tr -d "\\0" < /proc/device-tree/toradex,product-id', '0063'],
  ['awk \'$1 == "MemTotal:" { print $2 " kB" }\' /proc/meminfo', '3932160 kB\n'],
  ['systemctl is-system-running', 'running\n'],
  ['grep -c ^processor /proc/cpuinfo; cat /sys/devices/system/cpu/online', '4\n0-3\n'],
  ['grep "System RAM" /proc/iomem', '40000000-ffffffff : System RAM\n'],
  ['cd /sys/class/thermal; cat thermal_zone0/type thermal_zone*/temp', 'cpu-thermal\n48000\n48000\n'],
  ['cat /sys/devices/soc0/soc_id /sys/class/net/eth0/operstate', 'i.MX8MP\nup\n'],
  ['cat /sys/class/net/eth0/address', '00:14:2d:e8:64:f9\n'],
  ['touch /tmp/own; stat -c "%U:%G %a" /etc/os-release /tmp/own', 'root:root 644\ntorizon:torizon 644\n'],
  ["awk '/^cpu / { print NF }' /proc/stat; grep -c MemAvailable /proc/meminfo", '11\n1\n'],
  ['systemctl --failed --no-legend', ''],
  ['cat /sys/module/clk_imx8mp/parameters/mcore_booted', 'N\n'],
  ['cat /proc/sys/kernel/tainted', '0\n'],
])('%s', async (command, stdout) => {
  expect(await ssh.run(command)).toEqual({ code: 0, stdout, stderr: '' });
});

test('tdx-info is for root', async () => {
  expect(await ssh.run('tdx-info')).toEqual({ code: 13, stdout: '', stderr: 'Please, run as root.\n' });
  expect((await ssh.asRoot('tdx-info')).stdout).toMatch(/Kernel command line: +root=LABEL=otaroot/);
});

test('what is written to the console, its UART and /dev/kmsg is heard on the wire and in the kernel log', async () => {
  await ssh.asRoot('echo "to the console" > /dev/console; echo "to its UART" > /dev/ttymxc2; echo "<2>a critical word" > /dev/kmsg');
  await rig.a53.until('to the console');
  await rig.a53.until('to its UART');
  await rig.a53.until('a critical word');
  expect((await ssh.asRoot('dmesg')).stdout).toMatch(/^\[ +\d+\.\d{6}\] a critical word$/m);
  const records = (await ssh.asRoot('timeout 1 cat /dev/kmsg')).stdout;
  expect(records).toMatch(/^6,0,0,-;Booting Linux on physical CPU/);
  expect(records).toMatch(/^10,\d+,\d+,-;a critical word$/m);
  expect((await ssh.asRoot('timeout 1 cat /proc/sys/kernel/random/boot_id /dev/kmsg')).stdout).toMatch(/^[0-9a-f-]{36}\n6,0,0,-;Booting/);
  expect((await ssh.run('echo x > /dev/console')).stderr).toContain('Permission denied');
});

test('the UART of the console counts what it sends and receives, and who stops its login is answered by nobody', async () => {
  const counted = async (): Promise<{ tx: number; rx: number }> => {
    const { stdout } = await ssh.asRoot('cat /proc/tty/driver/IMX-uart');
    const [, tx, rx] = /^2: uart:IMX mmio:0x30880000 irq:38 tx:(\d+) rx:(\d+) /m.exec(stdout)!;
    return { tx: Number(tx), rx: Number(rx) };
  };
  expect((await ssh.run('cat /sys/class/tty/console/active /proc/tty/drivers')).stdout).toMatch(
    /^tty0 ttymxc2\nIMX-uart +\/dev\/ttymxc +207 16-23 serial\n$/,
  );
  const before = await counted();
  const mark = rig.a53.mark;
  rig.a53.send('\x15\n');
  await rig.a53.until('login: ', mark);
  const after = await counted();
  expect([after.rx - before.rx, after.tx > before.tx]).toEqual([2, true]);
  await ssh.asRoot('systemctl stop serial-getty@ttymxc2');
  rig.a53.send('\x15\n');
  await ssh.asRoot('echo heard > /dev/ttymxc2');
  await rig.a53.until('heard', mark);
  expect((await counted()).rx).toBe(after.rx);
  const stopped = rig.a53.mark;
  await ssh.asRoot('systemctl start serial-getty@ttymxc2');
  await rig.a53.until('login: ', stopped);
});

test('a word without a priority is a warning', async () => {
  await ssh.asRoot('echo "nobody said how bad" > /dev/kmsg');
  expect((await ssh.asRoot('timeout 1 cat /dev/kmsg')).stdout).toMatch(/^12,\d+,\d+,-;nobody said how bad$/m);
});

test('services are looked at, stopped and started in the words of systemctl', async () => {
  expect((await ssh.run('systemctl status docker')).stdout).toMatch(
    /^● docker.service - .*\n.*\n {5}Active: active \(running\)\n.*\(dockerd\)\n$/,
  );
  expect(await ssh.run('systemctl stop docker')).toMatchObject({ code: 1, stderr: expect.stringContaining('authentication required') });
  expect(await ssh.asRoot('systemctl stop docker; systemctl is-active docker; systemctl status docker')).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/^inactive\n○ docker.service .*inactive \(dead\)\n$/s),
  });
  expect((await ssh.run('pidof dockerd')).code).toBe(1);
  expect(await ssh.asRoot('systemctl start docker && systemctl is-active docker')).toMatchObject({ code: 0, stdout: 'active\n' });
  expect(await ssh.asRoot('systemctl start nosuch')).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('nosuch.service not found'),
  });
  expect(await ssh.run('systemctl status nosuch')).toMatchObject({ code: 4, stderr: 'Unit nosuch.service could not be found.\n' });
});

test('a process is killed by its number by root alone, and only one that is there', async () => {
  const [pid] = (await ssh.run('pidof dockerd')).stdout.split('\n');
  expect((await ssh.run(`kill ${pid}`)).stderr).toContain('Operation not permitted');
  expect((await ssh.asRoot(`kill -0 ${pid} && echo there`)).stdout).toBe('there\n');
  expect((await ssh.asRoot(`kill -9 ${pid}; systemctl is-active docker`)).stdout).toBe('inactive\n');
  expect((await ssh.asRoot(`kill ${pid}`)).stderr).toContain('No such process');
  expect(await ssh.asRoot('kill -9 1; systemctl start docker; ps')).toMatchObject({
    stdout: expect.stringMatching(/ 1 .*systemd\n.*dockerd\n/s),
  });
});

test('a unit that somebody enabled runs at the next boot, and tells how it ended', async () => {
  const unit = (name: string, line: string, wanted = 'multi-user.target'): string =>
    `printf '[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=%s\\n[Install]\\nWantedBy=${wanted}\\n' '${line}' > /etc/systemd/system/${name}.service; systemctl enable ${name}`;
  await ssh.asRoot(
    [
      unit('good', '/bin/sh -c "cat /proc/uptime > /var/good; echo done"'),
      unit('bad', '/bin/sh -c "echo nothing there >&2; exit 3"'),
      unit('other', '/bin/touch /var/other', 'nosuch.target'),
    ].join('; '),
  );
  expect((await ssh.asRoot('systemctl is-enabled good; systemctl is-enabled other; ls /var/good')).stdout).toBe('enabled\ndisabled\n');
  const before = rig.a53.mark;
  void ssh.asRoot('reboot').catch(() => {});
  await rig.a53.until('login: ', before);
  ssh = await rig.ssh();
  expect((await ssh.run('systemctl show -p ActiveState,ExecMainStatus good; cat /var/good')).stdout).toMatch(
    /^ActiveState=active\nExecMainStatus=0\n\d+\.\d+ /,
  );
  expect(await ssh.asRoot('systemctl show -p ActiveState -p Result bad; journalctl -u bad; ls /var/other')).toMatchObject({
    stdout: 'ActiveState=failed\nResult=exit-code\nnothing there\n',
  });
  expect((await ssh.asRoot('systemctl disable good; systemctl is-enabled good')).stdout).toBe('disabled\n');
});

test('sshd that is stopped lets nobody in and keeps who is in; one whose processes are all killed does not', async () => {
  await ssh.asRoot('systemctl stop sshd');
  await expect(rig.ssh()).rejects.toThrow();
  await ssh.asRoot('systemctl start sshd');
  const other = await rig.ssh();
  await other.asRoot('killall sshd').catch(() => {});
  await expect(other.run('true')).rejects.toThrow();
  await expect(rig.ssh()).rejects.toThrow();
});
