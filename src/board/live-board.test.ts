import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ScenarioBoard } from '../core/board.ts';
import type { VirtualSettings } from '../core/virtual.ts';
import { BoardBench, type OpenBoard } from './testing/board-bench.ts';

// The whole live board against a virtual one behind its sockets.

const freeze: VirtualSettings = { faults: [{ name: 'freeze', kind: 'freeze', at: 'm7-start' }] };

const textOf = async (board: ScenarioBoard, command: string): Promise<string> =>
  (await board.linux.run(command, { asRoot: true, reject: false })).stdout.trim();
const variable = (board: ScenarioBoard, name: string): Promise<string> => textOf(board, `fw_printenv -n ${name} 2> /dev/null`);
const mcoreBooted = (board: ScenarioBoard): Promise<string> => textOf(board, 'cat /sys/module/clk_imx8mp/parameters/mcore_booted');
const hilFiles = (board: ScenarioBoard): Promise<string> => textOf(board, 'find /var /boot /lib/firmware -name "hil-*.*" 2> /dev/null');

const ledgerOf = (bench: BoardBench): string => join(bench.stateDir, 'bench.owed.json');
const owedBy = (bench: BoardBench): unknown => JSON.parse(readFileSync(ledgerOf(bench), 'utf8'));

const changesOf = (open: OpenBoard): string[] => open.of('provision.changed').map(({ what }) => what);
const restoredBy = (open: OpenBoard): string[] => open.of('provision.restored').map(({ what }) => what);

describe('provisioning', () => {
  test('sets the kernel argument and takes it away, each with one boot, and costs none where it is right already', async () => {
    await using bench = await BoardBench.start();
    const open = await bench.open();
    const board = await open.scenario();
    expect(await mcoreBooted(board)).toBe('Y');
    expect(await textOf(board, 'cat /proc/cmdline')).toContain('clk-imx8mp.mcore_booted=1');
    // The first is by the relay, since the board was off; the second brings the argument.
    expect(open.boots).toEqual(['cold', 'warm']);

    await open.scenario({ mcoreBooted: true, boot: 'running' });
    expect(open.boots).toHaveLength(2);

    await open.scenario({ mcoreBooted: false });
    expect(await mcoreBooted(board)).toBe('N');
    expect(await textOf(board, 'cat /proc/cmdline')).not.toContain('mcore_booted');
    expect(open.boots).toEqual(['cold', 'warm', 'warm']);

    await open.scenario({ mcoreBooted: false, boot: 'cold' });
    expect(open.boots).toEqual(['cold', 'warm', 'warm', 'cold']);
    expect(changesOf(open)).toEqual(['tdxargs', 'tdxargs']);
  });

  test('switches a preload on and off', async () => {
    await using bench = await BoardBench.start();
    const open = await bench.open();
    const board = await open.scenario({ preload: 'tcm-hello' });
    expect(await board.m7.state()).toBe('attached');
    expect(await board.m7.observe('tcm-hello')).toMatchObject({ outcome: 'alive', predicted: { outcome: 'alive' }, startedBy: 'u-boot' });

    const boots = open.boots.length;
    await open.scenario({ preload: 'tcm-hello' });
    expect(open.boots).toHaveLength(boots);

    await open.scenario();
    expect(await board.m7.state()).toBe('offline');
    expect(await variable(board, 'm4boot')).toBe('');
    expect(open.boots).toHaveLength(boots + 1);
  });

  test('puts back what it changed, files included', async () => {
    await using bench = await BoardBench.start();
    const open = await bench.open();
    await open.board.prepare({ mcoreBooted: false }, open.signal);
    const before = await textOf(open.board.handle(open.signal), 'fw_printenv | sort');

    const board = await open.scenario({ preload: 'ddr-plain' });
    await board.m7.start('tcm-hello');
    expect(await hilFiles(board)).toContain('hil-tcm-hello.elf');
    expect(existsSync(ledgerOf(bench))).toBe(true);

    await open.board.restore(open.signal);
    expect(await textOf(board, 'fw_printenv | sort')).toBe(before);
    expect(await hilFiles(board)).toBe('');
    expect(existsSync(ledgerOf(bench))).toBe(false);
  });

  test('puts back what it changed on a board that froze', async () => {
    await using bench = await BoardBench.start(freeze);
    const open = await bench.open();
    const board = await open.scenario();
    await open.board.faults!.arm('freeze');
    expect((await board.m7.start('tcm-hello')).outcome).toBe('frozen');

    await open.board.restore(open.signal);
    expect(restoredBy(open)).toContain('tdxargs');
    expect(await variable(board, 'tdxargs')).toBe('');
    expect(existsSync(ledgerOf(bench))).toBe(false);
  });

  test('puts back what a killed run owed', async () => {
    await using bench = await BoardBench.start();
    const killed = await bench.open();
    await killed.scenario({ preload: 'tcm-hello' });
    await killed.abandon();
    expect(owedBy(bench)).toMatchObject({
      environment: { tdxargs: null, m4boot: null, bootcmd: 'run distro_bootcmd' },
      files: [expect.stringContaining('hil-tcm-hello.bin')],
    });

    const next = await bench.open();
    const board = await next.scenario();
    expect(await board.m7.state()).toBe('offline');
    await next.board.restore(next.signal);
    expect(await variable(board, 'tdxargs')).toBe('');
    expect(await variable(board, 'bootcmd')).toBe('run distro_bootcmd');
    expect(await hilFiles(board)).toBe('');
    expect(existsSync(ledgerOf(bench))).toBe(false);
  });
});

describe('a lost U-Boot environment', () => {
  const crc: VirtualSettings = { faults: [{ name: 'crc', kind: 'env-crc', at: 'u-boot' }] };
  const whole = (board: ScenarioBoard): Promise<string> => textOf(board, 'fw_printenv | sort');

  test('is written anew as it was before the first change, and provisioned on', async () => {
    await using bench = await BoardBench.start(crc);
    const open = await bench.open();
    const board = open.board.handle(open.signal);
    await board.coldBoot();
    await textOf(board, "fw_setenv fdt_board 'my carrier'");
    const before = await whole(board);
    await open.scenario();
    await open.board.faults!.arm('crc');
    await open.board.prepare({ boot: 'cold' }, open.signal).catch(() => {});
    expect((await board.linux.run('fw_printenv', { asRoot: true, reject: false })).stderr).toContain('using default');

    await open.scenario({ mcoreBooted: true });
    expect(await mcoreBooted(board)).toBe('Y');
    expect(await variable(board, 'fdt_board')).toBe('my carrier');
    expect(open.of('lab.noted').map(({ text }) => text)).toEqual([
      expect.stringMatching(/environment was lost.* written anew as it was before/),
    ]);

    await open.board.restore(open.signal);
    expect(await whole(board)).toBe(before);
    expect(existsSync(ledgerOf(bench))).toBe(false);
  });

  test('is written anew at the end of a run too', async () => {
    await using bench = await BoardBench.start(crc);
    const open = await bench.open();
    const board = await open.scenario();
    await open.board.faults!.arm('crc');
    await board.coldBoot();

    await open.board.restore(open.signal);
    expect(await variable(board, 'bootcmd')).toBe('run distro_bootcmd');
    expect(await variable(board, 'tdxargs')).toBe('');
    expect(existsSync(ledgerOf(bench))).toBe(false);
  });

  test('that nobody noted is left alone, in one sentence with what to do', async () => {
    await using bench = await BoardBench.start(crc);
    const open = await bench.open();
    await open.board.faults!.arm('crc');
    await open.board.handle(open.signal).coldBoot();

    await expect(open.scenario()).rejects.toMatchObject({
      message: "U-Boot's stored environment is lost: its checksum is wrong",
      remedy: expect.stringMatching(/^stop in U-Boot, `env default -a; saveenv`/),
    });
    expect(open.of('lab.noted')).toEqual([]);
  });
});

describe('a board that runs already', () => {
  test('is taken as it is where it is as wanted', async () => {
    await using bench = await BoardBench.start();
    const first = await bench.open();
    await first.scenario();
    const bootId = await textOf(first.board.handle(first.signal), 'cat /proc/sys/kernel/random/boot_id');
    await first.abandon();

    const second = await bench.open();
    const board = await second.scenario();
    expect(await textOf(board, 'cat /proc/sys/kernel/random/boot_id')).toBe(bootId);
    expect(second.relay).toEqual([]);
    expect(await board.m7.start('tcm-hello')).toMatchObject({ outcome: 'alive', predicted: { outcome: 'alive' } });
  });

  test('is booted once more where something is to be changed, and not by the relay', async () => {
    await using bench = await BoardBench.start();
    const first = await bench.open();
    await first.scenario();
    await first.abandon();

    const second = await bench.open();
    const board = await second.scenario({ mcoreBooted: false });
    expect(await mcoreBooted(board)).toBe('N');
    expect(second.boots).toEqual(['warm']);
    expect(second.relay).toEqual([]);
    expect(second.of('board.identified').at(-1)?.properties).toHaveProperty('u-boot');
  });

  test('is booted once more where its M7 was left running', async () => {
    await using bench = await BoardBench.start();
    const first = await bench.open();
    await (await first.scenario()).m7.start('tcm-hello');
    await first.abandon();

    const second = await bench.open();
    const board = await second.scenario();
    expect(await board.m7.state()).toBe('offline');
    expect(second.boots).toEqual(['warm']);
  });

  test('is found at the prompt of U-Boot', async () => {
    await using bench = await BoardBench.start();
    const first = await bench.open();
    await first.board.handle(first.signal).coldBoot({ until: 'u-boot' });
    await first.abandon();

    const second = await bench.open();
    const board = second.board.handle(second.signal);
    expect((await board.uboot.run('printenv loadaddr')).stdout).toContain('loadaddr=');
    expect(second.relay).toEqual([]);
    await board.reach('login');
    expect(await board.stage()).toBe('login');
    expect(second.relay).toEqual([]);
  });

  test('is power cycled for a scenario that wants to begin cold', async () => {
    await using bench = await BoardBench.start();
    const first = await bench.open();
    await first.scenario();
    await first.abandon();

    const second = await bench.open();
    await second.scenario({ boot: 'cold' });
    expect(second.boots).toEqual(['cold']);
    expect(second.relay).toEqual(['off', 'on']);
  });
});

describe('boots', () => {
  test('a warm boot passes every stage and is another boot', async () => {
    await using bench = await BoardBench.start();
    const open = await bench.open();
    const board = open.board.handle(open.signal);
    const cold = await board.coldBoot();
    const warm = await board.warmBoot();
    const again = await board.warmBoot();
    expect(cold).toMatchObject({ kind: 'cold', resetCause: 'POR' });
    expect(warm.kind).toBe('warm');
    expect(warm.stages.map(({ stage }) => stage)).toEqual(['spl', 'tf-a', 'u-boot', 'kernel', 'userspace', 'login']);
    expect(warm.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(warm.bootId).not.toBe(cold.bootId);
    expect([cold.bootId, warm.bootId]).not.toContain(again.bootId);
    expect(open.boots).toEqual(['cold', 'warm', 'warm']);
    expect(open.relay).toEqual(['off', 'on']);
  });

  test('a reset that nobody asked for is waited for, and is an incident', async () => {
    await using bench = await BoardBench.start({ faults: [{ name: 'panic', kind: 'panic', at: 'm7-start' }] });
    const open = await bench.open();
    const board = await open.scenario();
    const kinds: string[] = [];
    open.board.onIncident((_, { kind }) => kinds.push(kind));
    await open.board.faults!.arm('panic');
    expect((await board.m7.start('tcm-hello')).outcome).toBe('crashed');
    const boot = await board.waitForReset({ within: '90s' });
    expect(boot.kind).toBe('unannounced');
    expect(await board.stage()).toBe('login');
    expect(kinds).toContain('panic');
  });
});
