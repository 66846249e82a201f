import { expect, test } from 'vitest';
import { BootError, CountdownMissedError, PortError } from '../../core/errors.ts';
import type { HealthOptions } from '../../core/health-check.ts';
import { boardClock } from '../../core/time.ts';
import { rejection } from '../../drivers/testing/rejection.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { powerSteps } from './power-steps.ts';
import type { HealthParts } from './step.ts';

const { signal } = new AbortController();

const clock = boardClock(100);

/** A board whose console is in a test's hands. */
const asked = (what: string, console: MemoryConsole, parts: object, options: HealthOptions = { keepsRunning: false }): Promise<unknown> => {
  const step = powerSteps.find((each) => each.what === what)!;
  const all = { a53: console, clock, model: verdinImx8mp.model, lost: () => [], opensAgain: async () => false, ...parts };
  return Promise.resolve(step.ask(all as unknown as HealthParts, options, signal));
};

const consoleOf = (answer: (text: string) => string | undefined): MemoryConsole => {
  const console = new MemoryConsole(clock);
  console.onSend = (text) => {
    const said = answer(text);
    if (said !== undefined) console.receive(said);
  };
  return console;
};

const login = '\r\nverdin-imx8mp-15230201 login: ';
const atLogin = { boot: { stage: 'login', reach: async () => {} } };

test.concurrent('a terminal server that passes keys on with Enter only is told from a bootdelay of 0', async () => {
  let typed = '';
  const inLines = consoleOf((text) => {
    typed += text;
    if (!text.includes('\n')) return undefined;
    const line = typed;
    typed = '';
    return `${line.replaceAll(/[\x00-\x1f]/g, '')}${login}`;
  });
  expect(await rejection(asked('autoboot', inLines, atLogin))).toMatchObject({
    fault: 'lab',
    message: 'what is typed on console a53 arrives with Enter only: the terminal server is in line mode',
  });
  const open = consoleOf((text) => (text.includes('\n') ? login : text));
  expect(await asked('autoboot', open, atLogin)).toMatchObject({ text: expect.stringContaining('its bootdelay is 0 or below') });
});

test.concurrent('a terminal server that keeps Ctrl-C is told from a bootdelay of 0 by the countdown', async () => {
  const console = consoleOf((text) => (text.includes('\n') ? login : text.replaceAll('\x03', '')));
  const since = console.mark();
  console.receive('Hit any key to stop autoboot:  1 \b\b\b 0 \r\nStarting kernel ...\r\n');
  await console.expect('Starting', { within: '1s', since });
  expect(await rejection(asked('autoboot', console, atLogin))).toMatchObject({
    fault: 'lab',
    message: 'Ctrl-C does not reach the board, though other keys do: U-Boot counted down and took none',
  });
});

test.concurrent('a boot loader that offers no prompt is told as that, with what needs one', async () => {
  const console = consoleOf(() => undefined);
  const since = console.mark();
  console.receive('## U-Boot CLI access is disabled due to SEC_CLOSED\r\nStarting kernel ...\r\n');
  await console.expect('Starting', { within: '1s', since });
  expect(await asked('autoboot', console, atLogin)).toMatchObject({
    text: expect.stringMatching(/^the boot loader is locked: it offers no prompt; .*bootaux, preload/),
    fault: expect.any(BootError),
  });
});

test.concurrent('a prompt that no countdown came before is asked for its bootdelay', async () => {
  const uboot = (bootdelay: string, status = 'hil-status=0=0'): MemoryConsole => {
    let line = '';
    return consoleOf((text) => {
      line += text;
      if (!text.includes('\n')) return text;
      const said = line.includes('printenv bootdelay') ? `bootdelay=${bootdelay}\r\n` : '';
      line = '';
      return `\r\n${said}${status}\r\nVerdin iMX8MP # `;
    });
  };
  const atPrompt = { boot: { stage: 'u-boot' } };
  expect(await asked('autoboot', uboot('-1'), atPrompt)).toMatchObject({
    text: "U-Boot's bootdelay is -1: it waits at its prompt, and the board does not boot by itself",
    fault: expect.any(BootError),
  });
  expect(await asked('autoboot', uboot('-2'), atPrompt)).toEqual({ text: "U-Boot's countdown was stopped with Ctrl-C" });
  // The step behind measures this console, and names its wire.
  expect(await asked('autoboot', uboot('1', 'hil-3tatus=0=0'), atPrompt)).toEqual({
    text: 'U-Boot is at its prompt; its bootdelay did not arrive unharmed',
    isDoubtful: true,
  });
});

test.concurrent('a host that was late once is given another countdown, and keys that arrive with Enter only need none', async () => {
  const late = new CountdownMissedError('the countdown was over before this host could stop it');
  const passing = consoleOf((text) => (text.includes('\n') ? login : text));
  let boots = 0;
  const once = async (): Promise<void> => {
    if (++boots === 1) throw late;
  };
  const thorough = { keepsRunning: false, thorough: true };
  expect(await asked('power', passing, { boot: { reach: async () => {}, coldBoot: once } }, thorough)).toMatchObject({
    text: expect.stringContaining('the boot loader spoke'),
  });
  expect(boots).toBe(2);
  const always = { boot: { reach: async () => {}, coldBoot: async () => Promise.reject(late) } };
  expect(await rejection(asked('power', passing, always, thorough))).toBe(late);
  const inLines = consoleOf((text) => (text.includes('\n') ? login : undefined));
  expect(await asked('power', inLines, always, thorough)).toMatchObject({ isDoubtful: true });
});

const failing = (cause: Error) => ({
  boot: {
    coldBoot: async () => {
      throw cause;
    },
  },
});

test.concurrent('the boot loader of another module is named, and not taken for a locked one', async () => {
  const console = consoleOf(() => undefined);
  const noPrompt = failing(new BootError('U-Boot showed no prompt within 30s'));
  const since = console.mark();
  console.receive('U-Boot 2022.04\r\nVerdin iMX8MM # <INTERRUPT>\r\nVerdin iMX8MM # ');
  await console.expect('INTERRUPT', { within: '1s', since });
  expect(await rejection(asked('power', console, noPrompt))).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(
      /another module: its prompt is 'Verdin iMX8MM #', and the lab file says that the board is a Verdin iMX8MP/,
    ),
  });
  const own = consoleOf(() => undefined);
  const before = own.mark();
  own.receive('Verdin iMX8MP # echo hil\r\n');
  await own.expect('hil', { within: '1s', since: before });
  expect(await asked('power', own, noPrompt)).toMatchObject({ isDoubtful: true });
});

test.concurrent('an adapter that goes away when the relay closes is told from one that is lost for another reason', async () => {
  const lost = new PortError('the console was lost: ECONNRESET');
  const console = consoleOf(() => undefined);
  expect(await rejection(asked('power', console, { ...failing(lost), lost: () => [{ name: 'a53', error: lost }] }))).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/went away when the relay closed.*ECONNRESET/),
    remedy: expect.stringContaining('a supply of its own'),
  });
  expect(await rejection(asked('power', console, failing(lost)))).toBe(lost);
});
