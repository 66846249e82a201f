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
