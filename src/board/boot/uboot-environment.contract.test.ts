import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { linuxEnvironment } from '../provision/linux-environment.ts';
import { rewriteEnvironment } from '../provision/rewrite-environment.ts';
import { environmentLost, promptEnvironment, type UBootEnvironment, valueIn } from '../provision/uboot-environment.ts';
import { localShell } from './testing/local-shell.ts';
import { MemoryConsole } from './testing/memory-console.ts';
import { UBootMachine } from './testing/uboot-machine.ts';
import { UBootShell } from './uboot-shell.ts';

const { profile } = verdinImx8mp.model;

interface EnvironmentBench extends AsyncDisposable {
  readonly environment: UBootEnvironment;
  /** What would be there after a reset. */
  stored(name: string): Promise<string | undefined>;
  protect(): Promise<void>;
}

const benches: Record<string, () => Promise<EnvironmentBench>> = {
  'at the prompt': async () => promptBench(),
  'from Linux': () => linuxBench(),
};

describe.each(Object.keys(benches))('U-Boot variables %s', (name) => {
  test('are stored, read and removed', async () => {
    await using bench = await benches[name]!();
    const { environment } = bench;
    expect(await environment.get('tdxargs')).toBeUndefined();
    await environment.set('tdxargs', 'clk-imx8mp.mcore_booted=1');
    expect(await environment.get('tdxargs')).toBe('clk-imx8mp.mcore_booted=1');
    expect(await bench.stored('tdxargs')).toBe('clk-imx8mp.mcore_booted=1');
    await environment.set('tdxargs', undefined);
    expect(await environment.get('tdxargs')).toBeUndefined();
    expect(await bench.stored('tdxargs')).toBeUndefined();
  });

  test.each([
    'run m4boot; run bootcmd_mmc2',
    `load mmc 2:1 \${loadaddr} /a.bin && itest 0x\${filesize} -le 0x20000 && bootaux 0x7e0000`,
    `it's "quoted" $HOME \`x\` !! # no comment`,
    '-q leading dash',
    'two  spaces inside ',
    'a\\b',
  ])('keep a value as it is: %s', async (value) => {
    await using bench = await benches[name]!();
    await bench.environment.set('m4boot', value);
    expect(await bench.environment.get('m4boot')).toBe(value);
    expect(await bench.stored('m4boot')).toBe(value);
  });

  test('are listed with what they hold', async () => {
    await using bench = await benches[name]!();
    await bench.environment.set('bootcmd', 'run a=b; run c');
    await bench.environment.set('boot_scripts', 'boot.scr');
    expect(await bench.environment.all()).toMatchObject({ bootcmd: 'run a=b; run c', boot_scripts: 'boot.scr' });
  });

  test('keep any printable value', async () => {
    await using bench = await benches[name]!();
    const value = fc.string({ unit: fc.constantFrom(...'ab1 ;&|$\'"`!#*?~<>(){}=-'.split('')), minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        await bench.environment.set('any', text);
        expect(await bench.environment.get('any')).toBe(text);
      }),
      { numRuns: 15 },
    );
  });

  test('that do not take are an error with both values', async () => {
    await using bench = await benches[name]!();
    await bench.protect();
    await expect(bench.environment.set('ethaddr', '00:14:2d:00:00:01')).rejects.toMatchObject({
      name: 'ProvisionError',
      evidence: ['wrote ethaddr=00:14:2d:00:00:01', 'read no ethaddr'],
    });
  });

  test.each([
    ['no=name', 'x'],
    ['name', 'two\nlines'],
    ['name', ''],
  ])('%j=%j is refused before anything is written', async (variable, value) => {
    await using bench = await benches[name]!();
    await expect(bench.environment.set(variable, value)).rejects.toMatchObject({ name: 'ConfigError' });
  });
});

test('a U-Boot that drops backslashes within quotes gets them doubled', async () => {
  const { environment, machine } = promptBench();
  const setenv = machine.commands.get('setenv')!;
  machine.commands.set('setenv', (args) => setenv(args.map((word) => word.replace(/\\(.)/g, '$1'))));
  await environment.set('any', 'a\\b');
  expect(machine.variables.get('any')).toBe('a\\b');
});

test('a lost environment is said to be lost and nothing is written over it', async () => {
  await using bench = await linuxBench('echo "Cannot read environment, using default" >&2; echo bootdelay=2');
  await expect(bench.environment.set('bootdelay', '1')).rejects.toThrow("U-Boot's stored environment is lost: its checksum is wrong");
  expect(await bench.stored('bootdelay')).toBeUndefined();
  expect('*** Warning - bad CRC, using default environment').toMatch(environmentLost);
});

test('a variable without a value, as an image may bring it, is none: U-Boot could not store it again', () => {
  expect(valueIn('tdxargs', 0, 'tdxargs=')).toBeUndefined();
  expect(valueIn('tdxargs', 0, 'tdxargs=quiet')).toBe('quiet');
});

test('a whole environment is written anew: defaults, what differs, and one save', async () => {
  const bench = promptBench();
  const { machine } = bench;
  const setenv = machine.commands.get('setenv')!;
  machine.commands.set('setenv', (args) =>
    args[0] === 'ethaddr' ? { status: 1, output: '## Error: Can\'t overwrite "ethaddr"\n' } : setenv(args),
  );
  machine.commands.set('env', ([word, option]) => {
    if (word !== 'default' || option !== '-a') return { status: 1 };
    machine.variables.clear();
    for (const [name, value] of [
      ['bootcmd', 'run distro_bootcmd'],
      ['bootdelay', '1'],
      ['ethaddr', '00:14:2d:00:00:01'],
    ] as const)
      machine.variables.set(name, value);
    return { status: 0 };
  });

  const whole = { bootcmd: 'run distro_bootcmd', tdxargs: "it's quiet", ethaddr: '00:14:2d:00:00:02', fdtcontroladdr: 'bcf1' };
  expect(await rewriteEnvironment(bench.shell, whole)).toEqual(['ethaddr']);
  expect(await bench.stored('tdxargs')).toBe("it's quiet");
  expect(await bench.stored('bootdelay')).toBeUndefined();
  expect(await bench.stored('ethaddr')).toBe('00:14:2d:00:00:01');
  expect(machine.entered.filter((line) => line.startsWith('saveenv'))).toHaveLength(1);
});

test('a system without the tools says so', async () => {
  await using bench = await linuxBench('exit 127');
  await expect(bench.environment.get('bootcmd')).rejects.toThrow('this system has no fw_printenv');
});

const promptBench = (): EnvironmentBench & { machine: UBootMachine; shell: UBootShell } => {
  const clock = boardClock();
  const console = new MemoryConsole(clock);
  const machine = new UBootMachine(console);
  let stored = new Map<string, string>();
  let locked = false;
  machine.commands.set('printenv', ([name]) => {
    if (name === undefined) {
      const lines = [...machine.variables].map(([variable, value]) => `${variable}=${value}\n`);
      return { status: 0, output: `${lines.join('')}\nEnvironment size: 3421/8188 bytes\n` };
    }
    const value = machine.variables.get(name);
    return value === undefined ? { status: 1, output: `## Error: "${name}" not defined\n` } : { status: 0, output: `${name}=${value}\n` };
  });
  machine.commands.set('setenv', ([name = '', ...words]) => {
    if (locked) return { status: 0 };
    if (words.length === 0) machine.variables.delete(name);
    else machine.variables.set(name, words.join(' '));
    return { status: 0 };
  });
  machine.commands.set('saveenv', () => {
    stored = new Map(machine.variables);
    return { status: 0, output: 'Saving Environment to MMC... Writing to MMC(2)... OK\n' };
  });
  machine.showPrompt();
  const shell = new UBootShell({ console, profile, clock });
  return {
    machine,
    shell,
    environment: promptEnvironment(shell),
    stored: async (name) => stored.get(name),
    protect: async () => {
      locked = true;
    },
    [Symbol.asyncDispose]: async () => {},
  };
};

// Stand-ins for the two tools over a folder with one file a variable.
const linuxBench = async (printenv?: string): Promise<EnvironmentBench> => {
  const folder = await mkdtemp(join(tmpdir(), 'hil-env-'));
  const program = async (name: string, body: string): Promise<void> => {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  };
  const list = `for file in "${folder}"/var.*; do printf '%s=' "\${file##*/var.}"; cat "$file"; echo; done`;
  const print = `if [ $# = 0 ]; then ${list}; elif [ -f "${folder}/var.$1" ]; then printf '%s=' "$1"; cat "${folder}/var.$1"; echo; else echo "## Error: \\"$1\\" not defined" >&2; exit 1; fi`;
  await program('fw_printenv', printenv ?? print);
  await program(
    'fw_setenv',
    `[ "$1" = -- ] && shift; if [ $# -gt 1 ]; then printf '%s' "$2" > "${folder}/var.$1"; else rm -f "${folder}/var.$1"; fi`,
  );
  const shell = localShell(folder);
  return {
    environment: linuxEnvironment(shell, '/dev/emmc-boot0 -0x2200 0x2000'),
    stored: async (name) => {
      const { exitCode, stdout } = await shell.run(`cat ${folder}/var.${name}`, { reject: false });
      return exitCode === 0 ? stdout : undefined;
    },
    protect: () => program('fw_setenv', 'exit 0'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
};
