import { expect, test } from 'vitest';
import type { LabEvent } from '../core/event.ts';
import type { Row } from '../report/timeline/row.ts';
import { WatchFilter } from './watch-filter.ts';

const row = (text: string, more: Partial<Row> = {}): Row => ({ at: 0, board: 'b', lane: 'a53', text, ...more });
const begun = { seq: 0, at: 0, board: 'b', type: 'scenario.started', scenario: 's', attempt: 1 } as LabEvent;

test.each([
  'Verdin iMX8MP # hil27UUUU0123456789abcdefghijklmnopqrst<INTERRUPT>',
  'hil1UUUU0123456789abcdefghijklmnopqrstVerdin iMX8MP # <INTERRUPT>',
  'Verdin iMX8MP # echo hil-health UUUUUUUU @@@@ ~~~~ 0123456789; echo hil-status=$?=$?',
  'torizon@verdin:~$ echo hil-$?-$(id -un)-1df33a6b1',
  'hil-0-torizon-1df33a6b1',
  `torizon@verdin:~$ HIL='[ "$HILD" = 150fb494-706e ] || { HILD=150fb494-706e; }`,
  'hil-e-150fb494-706e 0 1080431457 60 946420533',
  `[ "$HILC" = 1935262374 ] && echo hil-''b-150fb494-706e`,
])('the handshakes of the runner are left out at any time: %s', (text) => {
  const filter = new WatchFilter();
  filter.take(begun);
  expect(filter.shows(row(text))).toBe(false);
  expect(filter.hiddenOf('b')).toBe(1);
  expect(filter.hiddenOf('b')).toBe(0);
});

test.each([
  'U-Boot SPL 2022.04',
  'hil-lab-01 login: ',
  'root@hil-board:~# ls /var/hil-1',
  'systemd[1]: Started hil-agent.service',
  'CHILD=3 while[1]: killed',
])('what a board says by itself is shown, whatever its host is called: %s', (text) => {
  const filter = new WatchFilter();
  expect(filter.shows(row(text))).toBe(true);
  filter.take(begun);
  expect(filter.shows(row(text))).toBe(true);
});

test('before the first scenario the questions of the check are left out, later every command and what a suite types is there', () => {
  const filter = new WatchFilter();
  const command = row('ssh # df -Pk /var', { lane: 'command' });
  const typed = row('torizon', { kind: 'sent' });
  expect([command, typed].map((each) => filter.shows(each))).toEqual([false, false]);
  expect(filter.shows(row('power on', { lane: 'event', kind: 'power' }))).toBe(true);
  filter.take(begun);
  expect([command, typed].map((each) => filter.shows(each))).toEqual([true, true]);
});
