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

test('a job that prints into nothing holds no session open, and goes on behind its end', async () => {
  const job = (body: string, to = '> /dev/null 2>&1'): string => `(${body}) ${to} & echo at once`;
  const atOnce = { code: 0, stdout: 'at once\n', stderr: '' };
  expect(await ssh.run(job('while ! test -f /tmp/go; do sleep 1; done; echo done > /tmp/gone'))).toEqual(atOnce);
  expect((await ssh.run('cat /tmp/gone')).code).toBe(1);
  expect((await ssh.asRoot(job('while ! test -f /tmp/go; do sleep 1; done; id -un > /tmp/whose', '&> /dev/null'))).stdout).toBe(
    'at once\n',
  );
  const seen = await ssh.run(
    'touch /tmp/go; while ! test -s /tmp/gone || ! test -s /tmp/whose; do sleep 1; done; cat /tmp/gone /tmp/whose',
  );
  expect(seen.stdout).toBe('done\nroot\n');
});

test('a job that may still print holds its session open', async () => {
  for (const to of ['', '> /dev/null', '2>&1 > /dev/null', '2> /dev/null'])
    expect(await ssh.run(`(sleep 2; touch /tmp/held) ${to} &`)).toMatchObject({ code: 0 });
  expect((await ssh.run('(sleep 5; touch /tmp/waited) > /dev/null 2>&1 & wait; ls /tmp/waited')).stdout).toBe('/tmp/waited\n');
  expect((await ssh.run('rm /tmp/held; (sleep 2; touch /tmp/held) 2>&1 > /dev/null &')).code).toBe(0);
  expect((await ssh.run('ls /tmp/held')).stdout).toBe('/tmp/held\n');
});

test.each(['nohup', 'setsid'])('%s runs what it is given, in a job as well', async (name) => {
  expect(await ssh.run(`${name} sh -c 'echo "$1"; exit 3' sh 'two words'`)).toEqual({ code: 3, stdout: 'two words\n', stderr: '' });
  const job = `rm -f /tmp/go /tmp/${name}; ${name} sh -c 'while ! test -f /tmp/go; do sleep 1; done; touch /tmp/${name}' > /dev/null 2>&1 & echo at once`;
  expect((await ssh.run(job)).stdout).toBe('at once\n');
  expect((await ssh.run(`touch /tmp/go; while ! test -f /tmp/${name}; do sleep 1; done`)).code).toBe(0);
});

test('a job acts on nothing once its Linux is gone', async () => {
  await ssh.asRoot('(while true; do sleep 1; touch /var/beats; done) > /dev/null 2>&1 &');
  await ssh.run('while ! test -f /var/beats; do sleep 1; done');
  await rig.power(false);
  const since = rig.a53.mark;
  await rig.power(true);
  await rig.a53.until('login: ', since);
  ssh = await rig.ssh();
  expect((await ssh.asRoot('rm -f /var/beats; sleep 10; ls /var/beats')).code).not.toBe(0);
});

test.each([
  ['(sleep 1; exit 7) & wait $!; echo $?', '7\n'],
  ['pids=; for i in 1 2 3; do (exit $i) & pids="$pids $!"; done; r=0; for p in $pids; do wait $p || r=$((r+$?)); done; echo $r', '6\n'],
  ['true & wait $! && echo ok; false & wait $! || echo bad; wait 99999 2> /dev/null; echo $?', 'ok\nbad\n127\n'],
  [
    'sleep 100 & p=$!; kill -0 $p && test -d /proc/$p && echo there; kill $p; wait $p; echo $?; kill -0 $p 2> /dev/null || echo gone',
    'there\n143\ngone\n',
  ],
  ['sleep 100 & kill -9 %1; wait $!; echo $?', '137\n'],
  ['sleep 50 & jobs; pgrep sleep | grep -cx $!; pkill sleep; wait $!; echo $?; jobs', '[1]+  Running                 sleep 50 &\n1\n143\n'],
  ['while :; do sleep 0.2; done & p=$!; sleep 1; kill $p; wait $p; echo $?', '143\n'],
  ['while :; do :; done & p=$!; sleep 1; kill $p; wait $p; echo $?', '143\n'],
  ['yes > /dev/null & dd if=/dev/zero of=/dev/null & kill %1 %2; wait $!; echo $?', '143\n'],
  ['timeout 1 sleep 50 & wait $!; echo $?; timeout -s KILL 1 sleep 60; echo $?', '124\n137\n'],
  ['f() { echo "of f: $1"; }; f x & wait', 'of f: x\n'],
])('%s', async (script, stdout) => {
  expect(await ssh.run(script)).toEqual({ code: 0, stdout, stderr: '' });
  expect(await rig.fatalLimits()).toEqual([]);
});

test('what a job writes into a file is there as it comes, and also when the job is killed', async () => {
  const job = (body: string): string =>
    `rm -f /tmp/log; ${body} > /tmp/log 2>&1 & until grep -q 2 /tmp/log; do sleep 0.2; done; grep -c 3 /tmp/log`;
  const seen = await ssh.run(
    `${job('(for i in 1 2 3; do echo line $i; test $i = 2 && sleep 600; done)')}; kill $!; wait $!; echo $?; cat /tmp/log`,
  );
  expect(seen).toEqual({ code: 0, stdout: '0\n143\nline 1\nline 2\n', stderr: '' });
  expect(await ssh.run('rm -f /tmp/log; (echo first; sleep 600) > /tmp/log 2>&1 & echo at once')).toMatchObject({ stdout: 'at once\n' });
  expect((await ssh.run('until test -s /tmp/log; do sleep 0.2; done; cat /tmp/log; pkill sh')).stdout).toBe('first\n');
});

test('a device that is read into a file beside the rest leaves there what came', async () => {
  const script =
    'cat /dev/kmsg > /tmp/records & p=$!; echo "of a job" > /dev/kmsg; until grep -q "of a job" /tmp/records; do sleep 0.2; done; kill $p; wait $p; grep -c "of a job" /tmp/records';
  expect((await ssh.asRoot(script)).stdout).toBe('1\n');
  expect((await ssh.asRoot('dmesg -w > /tmp/follow & until grep -q "of a job" /tmp/follow; do sleep 0.2; done; kill $!')).code).toBe(0);
});

test.each([
  ['echo a; kill -9 $$; echo b', 137, 'a\n'],
  ['kill $$; echo b', 143, ''],
  ['kill -s KILL "$$"', 137, ''],
  ['f() { kill -TERM $$; }; if true; then for i in 1 2; do echo $i; f; done; fi', 143, '1\n'],
  ["sh -c 'kill -9 $$; echo b'; echo $?", 0, '137\n'],
  ['kill -0 $$ && echo here', 0, 'here\n'],
  ['test -d / || kill -9 $$; echo there', 0, 'there\n'],
])('a shell that ends itself ends: %s', async (script, code, stdout) => {
  expect(await ssh.run(script)).toMatchObject({ code, stdout });
});

test('a signal that nothing here can act on is told as a limit of the model', async () => {
  await ssh.run("sh -c 'trap : TERM; sleep 2' & kill $!; wait; (kill $$); kill -STOP %1");
  expect(await rig.fatalLimits()).toEqual(expect.arrayContaining(['kill -15 of a job with a trap', 'kill -TERM 612']));
});

test('a job of a shell on a terminal keeps nobody waiting', async () => {
  const since = rig.a53.mark;
  rig.a53.send('torizon\n');
  await rig.a53.until('Password', since);
  rig.a53.send('torizon\n');
  await rig.a53.until('$ ', since);
  rig.a53.send('sleep 5000 & echo "at "once\n');
  await rig.a53.until('at once', since);
  rig.a53.send('kill $!; wait $!; echo "ended "$?\n');
  await rig.a53.until('ended 143', since);
});
