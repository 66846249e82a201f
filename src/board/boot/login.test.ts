import { describe, expect, test } from 'vitest';
import { literalSecret } from '../../core/secret.ts';
import { boardClock } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { serialLogin } from './login.ts';
import { probeStage, wayTo } from './reach.ts';
import { LoginMachine, type LoginMachineSettings } from './testing/login-machine.ts';
import { MemoryConsole } from './testing/memory-console.ts';
import { UBootMachine } from './testing/uboot-machine.ts';

const { profile } = verdinImx8mp.model;

const password = literalSecret('LAB_PASSWORD', 'secret-torizon');
const login = { user: 'torizon', password };

const bench = (settings: LoginMachineSettings = {}) => {
  const console = new MemoryConsole(boardClock());
  return { console, machine: new LoginMachine(console, settings), options: { console, profile, login, answerWithin: '300ms' } as const };
};

describe('the console login', () => {
  test('ends at a shell that answers', async () => {
    const { options, machine } = bench();
    expect(await serialLogin(options)).toEqual({ user: 'torizon', wasLoggedIn: false, passwordChanged: false });
    expect(machine.attempts).toEqual(['secret-torizon']);
  });

  test.each(['Passwort: ', 'Mot de passe : ', 'パスワード: ', 'Contraseña: '])('is asked for the password by %s', async (asks) => {
    const { options, machine } = bench({ asks });
    expect(await serialLogin({ ...options, within: '1s', promptWithin: '300ms' })).toMatchObject({ user: 'torizon', wasLoggedIn: false });
    expect(machine.attempts).toEqual(['secret-torizon']);
  });

  test('of a user without a password asks for none', async () => {
    const { options } = bench({ password: '' });
    expect(await serialLogin({ ...options, login: { user: 'root' } })).toMatchObject({ user: 'root' });
  });

  test('finds a shell that is there already', async () => {
    const { options, machine } = bench({ loggedIn: 'torizon' });
    expect(await serialLogin(options)).toMatchObject({ wasLoggedIn: true });
    expect(machine.attempts).toEqual([]);
  });

  test.each([undefined, 'torizon'])('finds a shell by its answer, whatever its prompt', async (loggedIn) => {
    const { options, machine } = bench({ prompt: '\n[10:15:01] ~\n\u276f ', ...(loggedIn ? { loggedIn } : {}) });
    expect(await serialLogin({ ...options, promptWithin: '300ms' })).toMatchObject({ wasLoggedIn: loggedIn !== undefined });
    expect(machine.attempts).toHaveLength(loggedIn ? 0 : 1);
  });

  test('takes no frame of /etc/issue for a prompt', async () => {
    const { options, machine } = bench({ issue: '#####\n# Authorized users only. Password: none $\n# Last login: never\n#####\n' });
    expect(await serialLogin(options)).toEqual({ user: 'torizon', wasLoggedIn: false, passwordChanged: false });
    expect(machine.attempts).toEqual(['secret-torizon']);
  });

  test('ends a quotation that somebody has left open, unless a command runs', async () => {
    const { options } = bench({ loggedIn: 'torizon', isQuoting: true });
    const busy = await serialLogin({ ...options, isBusy: () => true }).catch((thrown: unknown) => thrown);
    expect(busy).toMatchObject({ message: 'no login prompt answers on the console' });
    expect(await serialLogin(options)).toMatchObject({ wasLoggedIn: true });
  });

  test("ends somebody else's session first", async () => {
    const { options } = bench({ loggedIn: 'root' });
    expect(await serialLogin(options)).toEqual({ user: 'torizon', wasLoggedIn: false, passwordChanged: false });
  });

  test('asks again when resize ate the question', async () => {
    const { options } = bench({ resize: true });
    expect(await serialLogin(options)).toMatchObject({ user: 'torizon' });
  });

  /** What the board prints late: before it looks at the first key. */
  const saying = (text: string, settings: LoginMachineSettings = {}) => {
    const found = bench(settings);
    const { console, machine } = found;
    const type = console.onSend;
    console.onSend = (keys) => {
      console.onSend = type;
      machine.say(text);
      type(keys);
    };
    return found;
  };

  test('takes the prompt of a shell that is about to end for no shell', async () => {
    const prompt = 'torizon@verdin-imx8mp-15230201:~$ ';
    const { options, machine } = saying(`${prompt}exit\nlogout\n\nverdin-imx8mp-15230201 login: `);
    expect(await serialLogin(options)).toEqual({ user: 'torizon', wasLoggedIn: false, passwordChanged: false });
    expect(machine.attempts).toEqual(['', 'secret-torizon']);
  });

  test('takes the refusal of what was typed before for no refusal of its own', async () => {
    const { options, machine } = saying('verdin-imx8mp-15230201 login: bob\nPassword: \n\nLogin incorrect\nverdin-imx8mp-15230201 login: ');
    expect(await serialLogin(options)).toEqual({ user: 'torizon', wasLoggedIn: false, passwordChanged: false });
    expect(machine.attempts.at(-1)).toBe('secret-torizon');
  });

  test('with a wrong password is an error that does not show it', async () => {
    const { options } = bench({ password: 'another one' });
    const error = await serialLogin(options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'LoginError',
      fault: 'lab',
      message: "the console login of 'torizon' was refused",
      remedy: 'check [secret LAB_PASSWORD] in the lab file',
    });
    expect(JSON.stringify(error)).not.toContain('secret-torizon');
  });

  test('that wants a password the lab file lacks says so', async () => {
    const { options } = bench();
    await expect(serialLogin({ ...options, login: { user: 'torizon' } })).rejects.toThrow(
      "the system wants a password for 'torizon', and the lab file has none",
    );
  });

  test('reports an expired password and changes nothing', async () => {
    const { options, machine } = bench({ expired: true });
    await expect(serialLogin(options)).rejects.toMatchObject({
      name: 'LoginError',
      message: "'torizon' must choose a new password at this login",
    });
    expect(machine.password).toBe('secret-torizon');
  });

  const fresh = (chosen: string) => ({ ...login, password: literalSecret('LAB_NEW_PASSWORD', chosen), factoryPassword: 'torizon' });

  test('of a fresh system chooses the password of the lab file', async () => {
    const { options, machine } = bench({ expired: true, password: 'torizon' });
    expect(await serialLogin({ ...options, login: fresh('another-secret') })).toMatchObject({ passwordChanged: true });
    expect(machine.password).toBe('another-secret');
  });

  test('of a fresh system that asks for no other password leaves it as it is, and says so', async () => {
    const { options, machine } = bench({ password: 'torizon' });
    await expect(serialLogin({ ...options, login: fresh('another-secret') })).rejects.toMatchObject({
      fault: 'lab',
      message: "'torizon' still has the password of a fresh system, and the system does not ask for another one",
    });
    expect(machine.password).toBe('torizon');
  });

  test('says when the new password is refused', async () => {
    const { options, machine } = bench({ expired: true, password: 'torizon' });
    await expect(serialLogin({ ...options, login: fresh('abc') })).rejects.toThrow("the new password of 'torizon' was not accepted");
    expect(machine.password).toBe('torizon');
  });

  test('sends passwords as secrets alone', async () => {
    const { options, console } = bench();
    const sent: [string, boolean][] = [];
    const send = console.send.bind(console);
    console.send = (text, sending) => {
      sent.push([text, sending?.secret ?? false]);
      return send(text);
    };
    await serialLogin(options);
    expect(sent.filter(([, secret]) => secret)).toEqual([['secret-torizon\n', true]]);
  });
});

describe('a board whose boot nobody saw', () => {
  test('is at the login prompt', async () => {
    expect(await probeStage(bench().console, profile)).toBe('login');
  });

  test('is at a shell', async () => {
    expect(await probeStage(bench({ loggedIn: 'root' }).console, profile)).toBe('login');
  });

  test('is in U-Boot, where nothing is executed', async () => {
    const console = new MemoryConsole(boardClock());
    const machine = new UBootMachine(console);
    expect(await probeStage(console, profile)).toBe('u-boot');
    expect(machine.entered).toEqual([]);
  });

  test('does not answer', async () => {
    expect(await probeStage(new MemoryConsole(boardClock()), profile, { within: '100ms' })).toBeUndefined();
  });
});

test.each([
  ['login', 'login', 'stay'],
  ['off', 'login', 'power-off'],
  ['login', 'off', 'power-on'],
  ['login', undefined, 'power-cycle'],
  ['login', 'u-boot', 'boot'],
  ['login', 'kernel', 'wait'],
  ['u-boot', 'spl', 'stop-autoboot'],
  ['u-boot', 'login', 'reboot'],
  ['u-boot', 'kernel', 'power-cycle'],
  ['kernel', 'login', 'power-cycle'],
  ['login', 'recovery', 'power-cycle'],
] as const)('the way to %s from %s is: %s', (wanted, from, way) => {
  expect(wayTo(wanted, from)).toBe(way);
});

test.each([
  ['login', 'wait'],
  ['u-boot', 'stop-autoboot'],
  ['off', 'power-off'],
] as const)('to %s while U-Boot has not come to its prompt: %s', (wanted, way) => {
  expect(wayTo(wanted, 'u-boot', false)).toBe(way);
});
