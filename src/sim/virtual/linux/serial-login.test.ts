import { expect, test } from 'vitest';
import { type BoardRig, rigOf } from '../testing/board-rig.ts';

const login = async (settings: Parameters<typeof rigOf>[0], ...answers: readonly (readonly [string, RegExp])[]): Promise<BoardRig> => {
  const rig = await rigOf(settings);
  await rig.power(true);
  await rig.a53.until('login: ');
  for (const [text, reaction] of answers) {
    const since = rig.a53.mark;
    rig.a53.send(`${text}\r`);
    await rig.a53.until(reaction, since);
  }
  return rig;
};

const torizonPrompt = /\x1b\[1;32mtorizon@verdin-imx8mp-15230201\x1b\[0m:\x1b\[1;34m~\x1b\[0m\$ /;

test('lets the user in and hides the password', async () => {
  await using rig = await login({}, ['torizon', /Password: /], ['torizon', torizonPrompt]);
  expect(rig.a53.text).toMatch(/login: torizon\r\nPassword: \r\n/);
  const since = rig.a53.mark;
  rig.a53.send('cd /tmp; X=5\r');
  await rig.a53.until(/\$ $/, since);
  const second = rig.a53.mark;
  rig.a53.send('false\recho $?-$X-$(pwd)\r');
  await rig.a53.until('$ 1-5-/tmp\r\n', second);
});

test('refuses a wrong password after a while', async () => {
  await using rig = await login({}, ['torizon', /Password: /], ['guess', /Login incorrect\r\nverdin-imx8mp-15230201 login: /]);
  expect(rig.a53.text).not.toContain('guess');
});

test('needs no password for root on the reference image', async () => {
  await using rig = await login({ image: 'bsp' }, ['root', /root@verdin-imx8mp-15230201:~# /]);
  const since = rig.a53.mark;
  rig.a53.send('id -un\r');
  await rig.a53.until('\r\nroot\r\n', since);
});

test('Ctrl-C ends what runs, Ctrl-D the login', async () => {
  await using rig = await login({}, ['torizon', /Password: /], ['torizon', torizonPrompt]);
  const since = rig.a53.mark;
  rig.a53.send('echo begun; sleep 100000\r');
  await rig.a53.until('\r\nbegun', since);
  rig.a53.send('\x03');
  await rig.a53.until(torizonPrompt, since);
  rig.a53.send('echo $?\r');
  await rig.a53.until('\r\n130\r\n', since);
  rig.a53.send('\x04');
  await rig.a53.until('verdin-imx8mp-15230201 login: ', since);
});

test('asks for the password of sudo in the middle of a line', async () => {
  await using rig = await login({}, ['torizon', /Password: /], ['torizon', torizonPrompt]);
  const since = rig.a53.mark;
  rig.a53.send('echo before; sudo -k -S -p who: -- sh -c "id -un"; echo after $?\r');
  await rig.a53.until(/\r\nbefore\r\nwho:/, since);
  rig.a53.send('torizon\r');
  await rig.a53.until(/root\r\nafter 0\r\n/, since);
});
