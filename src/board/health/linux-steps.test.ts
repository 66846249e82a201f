import { expect, test } from 'vitest';
import type { Mark } from '../../core/console.ts';
import { ConnectionLostError, PortError } from '../../core/errors.ts';
import type { Output, RemoteShell } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import { rejection } from '../../drivers/testing/rejection.ts';
import { LineSampler } from '../../knowledge/wire/line-sample.ts';
import { misread } from '../../knowledge/wire/misread.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { linuxSteps } from './linux-steps.ts';
import type { HealthParts } from './step.ts';

const { signal } = new AbortController();
const clock = boardClock(100);

const nobody = { connect: async () => Promise.reject(new ConnectionLostError('nobody answers')) };

const asked = (what: string, parts: object): Promise<unknown> => {
  const step = linuxSteps.find((each) => each.what === what)!;
  const all = { clock, model: verdinImx8mp.model, host: nobody, ...parts };
  return Promise.resolve(step.ask(all as unknown as HealthParts, { keepsRunning: false, thorough: true }, signal));
};

const shellSaying = (answer: (command: string) => Partial<Output>): RemoteShell =>
  ({ via: 'ssh', run: async (command: string) => ({ exitCode: 0, stdout: '', stderr: '', ...answer(command) }) }) as unknown as RemoteShell;

test('a kernel that speaks at another rate than U-Boot is told from one that is not shown', async () => {
  const console = new MemoryConsole(clock);
  const notShown = new PortError('console a53 does not show that Linux is up');
  const parts = (said: Uint8Array): object => {
    const sampler = new LineSampler();
    sampler.push(said);
    return {
      a53: console,
      boot: { stage: 'kernel' },
      wire: { judge: async () => Promise.reject(notShown) },
      heard: () => ({ a53: { console, since: 0 as Mark, sample: sampler.sample, baudRate: undefined } }),
    };
  };
  const text = Buffer.from('TorizonCore 6.4.0 verdin-imx8mp-15230201 ttymxc2\r\n\r\nverdin-imx8mp-15230201 login: ');
  expect(await rejection(asked('linux', parts(misread(text, 9600, 115_200))))).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/text from U-Boot, and none from the kernel on .*another baud rate$/),
    remedy: expect.stringContaining('console=ttymxc2,115200'),
  });
  const decorated = Buffer.from('[  OK  ] Started Load/Save Random Seed… ● Reached target Network\r\n'.repeat(20));
  for (const said of [text, decorated, Buffer.alloc(0)]) expect(await rejection(asked('linux', parts(said)))).toBe(notShown);
});

test('variables that Linux reads elsewhere than U-Boot are told', async () => {
  const console = new MemoryConsole(clock);
  const since = console.mark();
  console.receive('Verdin iMX8MP # printenv bootcmd\r\nbootcmd=run distro_bootcmd\r\n');
  await console.expect('distro_bootcmd', { within: '1s', since });
  const read = (answer: Partial<Output>) => asked('fw_printenv', { a53: console, linux: async () => shellSaying(() => answer) });
  expect(await read({ stdout: 'bootcmd=run distro_bootcmd\n' })).toEqual({ text: 'fw_printenv reads the variables that U-Boot has' });
  expect(await read({ stdout: 'bootcmd=run bootcmd_mmc0\n' })).toMatchObject({
    text: expect.stringContaining('other variables than U-Boot has'),
    fault: { fault: 'lab', evidence: ['a53: bootcmd=run distro_bootcmd', 'ssh: bootcmd=run bootcmd_mmc0'] },
  });
  expect(await read({ exitCode: 127, stderr: 'sh: fw_printenv: not found\n' })).toMatchObject({
    fault: { fault: 'lab', message: 'this system has no fw_printenv', remedy: expect.stringContaining('libubootenv') },
  });
});

test('a user who may not use sudo is told with the words of sudo', async () => {
  const refused = shellSaying(() => ({ exitCode: 1, stderr: 'torizon is not in the sudoers file.\n' }));
  expect(await rejection(asked('sudo', { linux: async () => refused }))).toMatchObject({
    fault: 'lab',
    message: 'a command that was to run as root by sudo was refused, with exit status 1',
    evidence: ['torizon is not in the sudoers file.'],
    remedy: expect.stringContaining('sudo'),
  });
});
