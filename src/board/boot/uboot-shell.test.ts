import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { MemoryConsole } from './testing/memory-console.ts';
import { UBootMachine } from './testing/uboot-machine.ts';
import { UBootShell } from './uboot-shell.ts';

const { profile } = verdinImx8mp.model;

const bench = () => {
  const clock = boardClock();
  const console = new MemoryConsole(clock);
  const machine = new UBootMachine(console);
  machine.showPrompt();
  return { console, machine, shell: new UBootShell({ console, profile, clock, echoWithin: '150ms' }) };
};

describe('a command', () => {
  test('gives what it printed, and nothing of echo and prompt', async () => {
    const { shell, machine } = bench();
    machine.commands.set('version', () => ({ status: 0, output: 'U-Boot 2022.04\n\naarch64-tdx-linux-gcc\n' }));
    expect(await shell.run('version')).toMatchObject({ exitCode: 0, stdout: 'U-Boot 2022.04\n\naarch64-tdx-linux-gcc', stderr: '' });
  });

  test('that fails is an error with what it said', async () => {
    const { shell } = bench();
    await expect(shell.run('bootaux 0x7e0000')).rejects.toMatchObject({
      name: 'CommandError',
      fault: 'dut',
      exitCode: 1,
      evidence: ["Unknown command 'bootaux' - try 'help'"],
    });
    expect(await shell.run('false', { reject: false })).toMatchObject({ exitCode: 1, stdout: '' });
  });

  test('is longer than the FIFO and still whole', async () => {
    const { shell } = bench();
    const words = 'load mmc 2:1 0x48200000 /var/firmware/a-very-long-name-of-a-firmware.elf '.repeat(6);
    expect((await shell.run(`echo ${words}`)).stdout).toBe(words.trim());
  });

  test('need not end its output with a line', async () => {
    const { shell, machine } = bench();
    machine.commands.set('printenv', () => ({ status: 0, output: 'no line ending' }));
    expect((await shell.run('printenv')).stdout).toBe('no line ending');
  });

  test('that hush cannot parse has failed', async () => {
    const { shell, machine, console } = bench();
    machine.execute = () => {
      console.receive('syntax error\r\n');
      return 1;
    };
    await expect(shell.run('echo && ;')).rejects.toMatchObject({ name: 'CommandError', evidence: ['syntax error'] });
  });

  test('waits for its turn', async () => {
    const { shell, machine } = bench();
    await Promise.all([shell.run('echo one'), shell.run('echo two')]);
    expect(machine.entered).toEqual(['echo one; echo hil-status=$?=$?', 'echo two; echo hil-status=$?=$?']);
  });

  test.each(['', '  ', 'echo a\necho b', 'print\tenv', 'echo \x03'])('%j is never sent', async (command) => {
    const { shell, console } = bench();
    await expect(shell.run(command)).rejects.toMatchObject({ name: 'ConfigError' });
    expect(console.sent).toEqual([]);
  });
});

describe('a bad line', () => {
  test('with a lost character is typed again and never entered', async () => {
    const { shell, machine } = bench();
    let losses = 1;
    machine.loses = (character) => character === 'g' && losses-- > 0;
    expect((await shell.run('echo gone')).stdout).toBe('gone');
    expect(machine.entered).toEqual(['echo gone; echo hil-status=$?=$?']);
  });

  test('that stays bad ends in an error, with nothing entered', async () => {
    const { shell, machine } = bench();
    machine.loses = (character) => character === 'b';
    await expect(shell.run('boot')).rejects.toMatchObject({
      name: 'PortError',
      fault: 'lab',
      evidence: expect.arrayContaining(["'boot; echo hil-s' was not echoed"]),
    });
    expect(machine.entered).toEqual([]);
  });

  test('of noise within the echo is typed again', async () => {
    const { shell, machine, console } = bench();
    const typed = console.onSend;
    let noise = true;
    console.onSend = (text) => {
      if (noise && text.includes('sixteen')) {
        noise = false;
        console.receive('~\xff~');
      }
      typed(text);
    };
    expect((await shell.run('echo more than sixteen characters')).stdout).toBe('more than sixteen characters');
    expect(machine.entered).toEqual(['echo more than sixteen characters; echo hil-status=$?=$?']);
  });
});

test('a command that never ends is interrupted and leaves a prompt', async () => {
  const { shell, machine } = bench();
  machine.commands.set('tftpboot', () => machine.hang());
  await expect(shell.run('tftpboot', { timeout: '100ms' })).rejects.toMatchObject({ name: 'CommandError', exitCode: 130 });
  expect((await shell.run('echo here')).stdout).toBe('here');
});

test('a board that resets in the middle of a command is lost at once', async () => {
  const { shell, machine, console } = bench();
  machine.commands.set('bootaux', () => {
    console.receive('\r\nU-Boot SPL 2022.04-6.4.0 (Jan 01 1970)\r\n');
    return machine.hang();
  });
  await expect(shell.run('bootaux 0x80000000')).rejects.toThrow("the board left U-Boot while 'bootaux 0x80000000' ran");
});

test('leaving does not wait for a prompt', async () => {
  const { shell, machine } = bench();
  machine.commands.set('boot', () => machine.hang());
  await shell.leave('boot');
  await expect.poll(() => machine.entered).toEqual(['boot']);
});

test('any printable output comes through as it is', async () => {
  const text = fc.string({ unit: fc.constantFrom(...'abc =$#\'"\\;&0xéü{}'.split('')), minLength: 1, maxLength: 60 }).map((s) => s.trim());
  await fc.assert(
    fc.asyncProperty(text, async (output) => {
      const { shell, machine } = bench();
      machine.commands.set('show', () => ({ status: 3, output: `${output}\n` }));
      expect(await shell.run('show', { reject: false })).toMatchObject({ exitCode: 3, stdout: output });
    }),
    { numRuns: 30 },
  );
});

test('an exit status that the wire changed is nobody’s status', async () => {
  const { shell, machine } = bench();
  machine.commands.set('echo', () => ({ status: 0, output: 'hil-status=0=1\n' }));
  await expect(shell.run('true')).rejects.toMatchObject({
    name: 'PortError',
    fault: 'lab',
    message: expect.stringContaining("exit status of 'true'"),
  });
});
