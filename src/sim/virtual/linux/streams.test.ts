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
  ['head -c 300M /dev/urandom | wc -c', '314572800\n'],
  ['head -c 300M /dev/zero | sha256sum', '17a88af83717f68b8bd97873ffcf022c8aed703416fe9b08e0fa9e3287692bf0  -\n'],
  ['head -c 300M /dev/urandom > /dev/null; echo $?', '0\n'],
  ['dd if=/dev/zero of=/dev/null bs=1M count=300 status=none; echo $?', '0\n'],
  ['cat /dev/urandom | head -c 5000 | wc -c', '5000\n'],
  ["tr -dc 'a-z0-9' < /dev/urandom | head -c 16 | wc -c", '16\n'],
  ['head -c 16 /dev/random | wc -c; head -c 4 /dev/full | od -An -tx1', '16\n 00 00 00 00\n'],
  ['od -An -N8 -tu4 /dev/urandom | wc -w; yes | head -n 2; yes abc | sed 5q | wc -l', '2\ny\ny\n5\n'],
  ['dd if=/dev/zero of=/tmp/big bs=1M count=50 status=none; stat -c %s /tmp/big; rm /tmp/big', '52428800\n'],
  ['dd if=/dev/zero of=/tmp/sparse bs=1 count=0 seek=1M status=none; stat -c %s /tmp/sparse', '1048576\n'],
  [
    'printf 0123456789 > /tmp/d; dd if=/tmp/d bs=1 skip=2 count=3 status=none; printf XX | dd of=/tmp/d bs=1 seek=3 conv=notrunc status=none; cat /tmp/d',
    '234012XX56789',
  ],
  ['head -c 100 /dev/zero > /tmp/z; cmp -n 100 /tmp/z /dev/zero && echo same', 'same\n'],
  ["printf 'hi\\377' | od -A x -t x1 -t c", '000000  68  69  ff\n         h   i 377\n000003\n'],
  ['a=$(head -c 16 /dev/urandom | sha256sum); test "$a" != "$(head -c 16 /dev/urandom | sha256sum)" && echo differ', 'differ\n'],
  ['timeout 1 cat /dev/zero > /dev/null; echo $?', '124\n'],
])('%s', async (script, stdout) => {
  expect(await ssh.run(script)).toEqual({ code: 0, stdout, stderr: '' });
  expect(await rig.fatalLimits()).toEqual([]);
});

test('a device that is full takes nothing', async () => {
  const refused = 'sh: echo: write error: No space left on device\n';
  expect(await ssh.run('echo x > /dev/full')).toEqual({ code: 1, stdout: '', stderr: refused });
  expect(await ssh.run('dd if=/dev/zero of=/dev/full count=1 2>&1 | head -n 1')).toMatchObject({
    stdout: "dd: error writing '/dev/full': No space left on device\n",
  });
});

test.each([
  ['wc -l < /dev/zero', 'what /dev/zero gives behind its first 65536 bytes'],
  ['d=/dev/urandom; base64 $d | tail -n 1', 'what /dev/urandom gives behind its first 65536 bytes'],
  ['head -c 300M /dev/zero | gzip | wc -c', 'head -c 314572800 /dev/zero'],
])('what cannot be modelled of it is told: %s', async (script, name) => {
  await ssh.run(script);
  expect(await rig.fatalLimits()).toContain(name);
});
