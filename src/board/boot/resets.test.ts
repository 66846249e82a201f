import { expect, test } from 'vitest';
import type { KernelIncident } from '../../core/incident.ts';
import { BoardBench, type OpenBoard } from '../testing/board-bench.ts';

// Whose a reset or a power-down is: the whole live board against a virtual one behind its sockets.

const incidentsOf = (open: OpenBoard): KernelIncident[] => {
  const opened: KernelIncident[] = [];
  open.board.onIncident((phase, incident) => {
    if (phase === 'opened') opened.push(incident);
  });
  return opened;
};

test('what the board does by itself is an incident whatever it says of it, and what was announced is none', async () => {
  await using bench = await BoardBench.start();
  const open = await bench.open();
  const board = await open.scenario();
  const incidents = incidentsOf(open);

  await board.linux.run('(sleep 1; reboot -f) > /dev/null 2>&1 &', { asRoot: true }).catch(() => {});
  await board.waitForReset({ within: '3min' });
  expect(incidents).toMatchObject([{ kind: 'unexpected-reset', orderly: true, endsScenario: true }]);

  await board.expectReset();
  expect(open.board.unmet!()).toEqual(['a reset of the board (board.expectReset)']);
  await board.linux.run('reboot', { asRoot: true, reject: false }).catch(() => {});
  await board.waitForReset({ within: '3min' });
  expect(open.board.unmet!()).toEqual([]);
  expect(incidents).toHaveLength(1);

  await board.warmBoot();
  expect(incidents).toHaveLength(1);

  await board.linux.run('echo b > /proc/sysrq-trigger', { asRoot: true, reject: false }).catch(() => {});
  await expect.poll(() => incidents.length, { timeout: 60_000 }).toBe(2);
  await open.board.hearOut!(open.signal);
  expect(open.of('kmsg.received').map(({ line }) => line)).toContainEqual(expect.stringMatching(/^\[ +0\.000000\] Booting Linux/));
  expect(open.of('channel.unwatched')).toEqual([]);
});

test('a boot whose countdown is still to come is waited for, and no command typed into it', async () => {
  await using bench = await BoardBench.start({ speed: 20, variables: { bootdelay: '10' } });
  const open = await bench.open();
  const board = await open.scenario();
  await board.power.off();
  await board.power.on();
  await board.console.expect('Hit any key to stop autoboot', { within: '60s' });
  await board.reach('login');
  expect(await board.stage()).toBe('login');
  await board.power.off();
  await board.power.on();
  await board.console.expect('Hit any key to stop autoboot', { within: '60s' });
  expect((await board.uboot.run('echo here')).stdout.trim()).toBe('here');
});

test('a power-down by Linux is told when Linux says it, and nobody waits for a board without power', async () => {
  await using bench = await BoardBench.start();
  const open = await bench.open();
  const board = await open.scenario();
  const incidents = incidentsOf(open);

  await board.expectPowerDown();
  await board.linux.run('poweroff', { asRoot: true, reject: false }).catch(() => {});
  await expect.poll(() => open.board.unmet!(), { timeout: 60_000 }).toEqual([]);
  expect(incidents).toEqual([]);
  await expect(board.linux.run('true')).rejects.toMatchObject({
    fault: 'suite',
    message: expect.stringContaining('Linux switched it off'),
  });

  await board.coldBoot();
  await board.linux.run('poweroff', { asRoot: true, reject: false }).catch(() => {});
  await expect.poll(() => incidents.map(({ kind }) => kind), { timeout: 60_000 }).toEqual(['power-down']);
  expect(await open.board.powerCut!()).toBeUndefined();
});
