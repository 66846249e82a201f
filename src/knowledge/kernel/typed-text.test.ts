import { expect, test } from 'vitest';
import type { KernelIncident } from '../../core/incident.ts';
import { createDetector } from './detector.ts';

/** A living board. */
const watch = () => {
  const opened: KernelIncident[] = [];
  const detector = createDetector({
    trustsSystem: false,
    onIncident: (phase, incident) => {
      if (phase === 'opened') opened.push(incident);
    },
  });
  return { detector, opened, say: (text: string, at = 0) => detector.feed('a53', Buffer.from(text), at) };
};

test('a log of another boot that a command of this program shows on a living board is no incident, and what the kernel says meanwhile is', () => {
  const { say, opened, detector } = watch();
  say('[   42.000000] systemd[1]: Reached target\r\n', 1000);
  const typed = `user@verdin:~$ HIL='{ eval cat /sys/fs/pstore/dmesg-ramoops-0; }'\r\nHILC=$(printf %b "$HIL" | cksum)\r\n`;
  say(`${typed}user@verdin:~$ user@verdin:~$ hil-b-ace46643-6c1a\r\nhil-b-ace46643-6c1a\r\n`, 61_000);
  const panic = 'Kernel panic - not syncing: Fatal exception';
  for (const time of ['43.000000', ' 7.000000', '900.000000']) say(`[   ${time}] ${panic}\r\n`, 61_000);
  say(`${panic}\r\n`, 61_000);
  expect(opened).toEqual([]);
  say(`[  102.100000] ${panic}\r\n`, 61_100);
  expect(opened).toMatchObject([{ kind: 'panic' }]);
  detector.end();
});

test('an old log that a command shows on a quiet console is no incident', () => {
  const { say, opened, detector } = watch();
  say('verdin login: user\r\nuser@verdin:~$ cat /var/log/kern.log\r\n[   61.300000] Kernel panic - not syncing: Fatal exception\r\n');
  detector.end();
  expect(opened).toEqual([]);
});
