import { standsStill } from '../wires/stands-still.ts';
import type { UartFault } from '../wires/uart-fault.ts';
import { failed, labError, type World } from '../world.ts';

const fine = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;
const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const silent: UartFault = { silent: true };
const powersOff = `await board.linux.run('poweroff', { asRoot: true, reject: false }).catch(() => undefined);`;

/** Neither the console nor SSH answers: the board stands still, or both wires have gone. */
export const twoWaysDead: readonly World[] = [
  {
    name: 'announced-power-down-unheard',
    broken: 'Nothing comes over the console when Linux switches the board off as the scenario has announced.',
    suite: `scenario('first', { timeout: '20min' }, async ({ board }) => { await board.expectPowerDown(); await strike('bad'); ${powersOff} await hostTime(1500); });\n${next}`,
    wires: { a53: [{ ...silent, from: 'bad' }] },
    right: { exit: 2, scenarios: { first: labError(/a53|console|wire/), next: fine } },
  },
  {
    name: 'power-down-waited-for-unheard',
    broken: 'Nothing comes over the console when the scenario waits there for what an announced power-down says.',
    suite: `scenario('first', { timeout: '20min' }, async ({ board }) => { await board.expectPowerDown(); await strike('bad'); ${powersOff} await board.console.expect('Power down', { within: '30s' }); });\n${next}`,
    wires: { a53: [{ ...silent, from: 'bad' }] },
    right: { exit: 2, scenarios: { first: labError(/a53|console|wire/), next: fine } },
  },
  {
    name: 'freezes-where-it-should-power-down',
    broken: 'The board stands still where it should power down; all wires are good.',
    suite: `scenario('first', { timeout: '20min' }, async ({ board }) => { await board.expectPowerDown(); await strike('bad'); await hostTime(3000); });\n${next}`,
    wires: {
      ssh: [{ closes: true, from: 'bad' }],
      a53: [{ ...standsStill, from: 'bad' }],
    },
    right: { exit: 1, scenarios: { first: failed(/power-down|silent|answer/), next: fine } },
  },
  {
    name: 'dead-in-running-linux-and-no-network',
    broken: 'In a running Linux the console and the network die in the same moment.',
    suite: `scenario('first', { timeout: '20min' }, async ({ board }) => { await strike('bad'); await board.linux.run('true', { timeout: '30s' }); });\n${next}`,
    wires: { a53: [{ ...silent, from: 'bad' }], ssh: [{ closes: true, from: 'bad' }] },
    right: { exit: 2, scenarios: { first: labError(/a53|console|wire/), next: fine } },
  },
  {
    name: 'dead-in-the-kernel-and-no-network',
    broken: 'From the start of the kernel on nothing comes over the console, and nobody answers over SSH.',
    suite: `scenario('first', { timeout: '20min' }, async ({ board }) => { await strike('armed'); await board.coldBoot(); });\nscenario('next', {}, async ({ board }) => { await board.serial.run('true'); });`,
    signs: [{ line: /Starting kernel/, after: 'armed', strikes: 'bad' }],
    wires: { a53: [{ ...silent, from: 'bad' }], ssh: [{ closes: true, from: 'bad' }] },
    right: { exit: 2, scenarios: { first: labError(/a53|console|wire/), next: fine } },
  },
  {
    name: 'freezes-in-the-kernel-and-no-network',
    broken: 'The kernel stands still in one boot, the wire is good, and nobody answers over SSH.',
    suite: `scenario('first', { timeout: '20min' }, async ({ board }) => { await strike('armed'); await board.coldBoot(); });\nscenario('next', {}, async ({ board }) => { await board.serial.run('true'); });`,
    signs: [{ line: /Starting kernel/, after: 'armed', strikes: 'bad' }],
    wires: {
      a53: [{ ...standsStill, from: 'bad' }],
      ssh: [{ closes: true, from: 'bad' }],
    },
    right: { exit: 1, scenarios: { first: failed(/did not reach 'login'/), next: fine } },
  },
];
