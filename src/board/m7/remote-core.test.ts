import { describe, expect, test } from 'vitest';
import type { Output, Shell } from '../../core/shell.ts';
import { FakeRemoteproc } from '../../knowledge/firmware/testing/fake-remoteproc.ts';
import { errnoName, errnoOf } from './errno.ts';
import { RemoteCore } from './remote-core.ts';

describe('the remote core in sysfs', () => {
  test('keeps the errno and the kernel lines of a refused start', async () => {
    const core = new RemoteCore(new FakeRemoteproc());
    await core.setFirmware('nosuch.elf');
    const start = await core.start('10s');
    expect(start.errno).toBe(2);
    expect(start.kernelLines).toEqual([
      'remoteproc remoteproc0: powering up imx-rproc',
      'remoteproc remoteproc0: Direct firmware load for nosuch.elf failed with error -2',
      'remoteproc remoteproc0: Boot failed: -2',
    ]);
  });

  test('is found by its name, whichever number it has, and never confused with another core', async () => {
    const listing = (answer: string): { readonly shell: Shell; readonly commands: string[] } => {
      const commands: string[] = [];
      const run = async (command: string): Promise<Output> => {
        commands.push(command);
        return { stdout: command.startsWith('for core in ') ? answer : 'offline\n', stderr: '', exitCode: 0, durationMs: 1 };
      };
      return { shell: { via: 'ssh', run, [Symbol.asyncDispose]: async () => {} }, commands };
    };
    const both = listing('core remoteproc0 imx-dsp-rproc\ncore remoteproc1 imx-rproc\n');
    await (await RemoteCore.find(both.shell))?.state();
    expect(both.commands.at(-1)).toBe('cat /sys/class/remoteproc/remoteproc1/state');
    const dspAlone = listing('core remoteproc0 imx-dsp-rproc\n');
    await expect(RemoteCore.find(dspAlone.shell)).rejects.toMatchObject({ fault: 'lab', evidence: ['remoteproc0 is imx-dsp-rproc'] });
    const unnamed = listing('');
    await (await RemoteCore.find(unnamed.shell))?.state();
    expect(unnamed.commands.at(-1)).toBe('cat /sys/class/remoteproc/remoteproc0/state');
  });

  test('stops a core that U-Boot started', async () => {
    const board = new FakeRemoteproc({ attached: true });
    const core = new RemoteCore(board);
    expect(await core.state()).toBe('attached');
    expect(await core.stop()).toEqual(['remoteproc remoteproc0: stopped remote processor imx-rproc']);
    expect(board.state).toBe('offline');
  });

  test('stops again while a second start has raised the power count', async () => {
    const board = new FakeRemoteproc({ images: ['a.elf'] });
    const core = new RemoteCore(board);
    await core.setFirmware('a.elf');
    await core.start('10s');
    await core.start('10s');
    await core.stop();
    expect(board.state).toBe('offline');
  });

  test('leaves an offline core alone, since stop would answer EINVAL', async () => {
    const board = new FakeRemoteproc();
    await new RemoteCore(board).stop();
    expect(board.commands.filter((command) => command.includes('echo stop'))).toEqual([]);
  });

  test('closes RPMsg users before each stop', async () => {
    const board = new FakeRemoteproc({ attached: true });
    await new RemoteCore(board).stop();
    const closing = board.commands.findIndex((command) => command.includes('fuser -k'));
    expect(closing).toBeGreaterThanOrEqual(0);
    expect(closing).toBeLessThan(board.commands.findIndex((command) => command.includes('echo stop')));
  });

  test('a firmware cannot be named while the core runs', async () => {
    const write = await new RemoteCore(new FakeRemoteproc({ attached: true })).setFirmware('b.elf');
    expect([write.errno, write.kernelLines]).toEqual([16, ["imx-rproc imx8mp-cm7: can't change firmware while running"]]);
  });

  test('a state that remoteproc does not know is an error with the word in it', async () => {
    const odd: Shell = {
      via: 'ssh',
      run: async (): Promise<Output> => ({ stdout: 'confused\n', stderr: '', exitCode: 0, durationMs: 1 }),
      [Symbol.asyncDispose]: async () => {},
    };
    await expect(new RemoteCore(odd).state()).rejects.toThrow("'confused'");
  });
});

test.each([
  ['bash: line 2: echo: write error: Device or resource busy', 16],
  ['sh: write error: Invalid argument', 22],
  ['-sh: echo: write error: No such file or directory', 2],
  ['write error: Resource busy', 16],
  ['all is well', undefined],
])('%j is errno %s', (stderr, errno) => {
  expect(errnoOf(stderr)).toBe(errno);
});

test('names an errno for people', () => {
  expect([errnoName(16), errnoName(4711)]).toEqual(['EBUSY', '4711']);
});
