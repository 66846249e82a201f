import { expect, test } from 'vitest';
import type { BootStart } from '../../knowledge/boot/boot-start.ts';
import { type LostBoot, powerLost } from './power-lost.ts';

const asked: BootStart = {
  kind: 'cold',
  announcedBy: 'host',
  isUnexpected: false,
  from: 'off',
  stage: 'off',
  evidence: 'power on',
  at: 1000,
  shown: undefined,
};

interface Seen {
  readonly announcedBy?: BootStart['announcedBy'];
  readonly resetCause?: string;
  readonly quietMs?: number;
}

const lost = ({ announcedBy = 'host', resetCause = 'POR', quietMs = 120 }: Seen = {}): LostBoot => ({
  current: { cutShort: { start: { ...asked, announcedBy }, quietMs } },
  stages: { boot: { resetCause } },
});
const prepared = { preparedSince: 900 };

test('a boot for a scenario that ends in a power-on reset, sooner than a watchdog bites, has lost its power', () => {
  expect(powerLost(lost(), {}, prepared)).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/lost its power while it booted: U-Boot says 'Reset cause: POR', 120 ms after/),
  });
});

test.each<[string, Parameters<typeof powerLost>]>([
  ['a watchdog says that it was one', [lost({ resetCause: 'WDOG' }), {}, prepared]],
  ['nobody knows the cause', [{ ...lost(), stages: { boot: undefined } }, {}, prepared]],
  ['it was silent for as long as a watchdog waits', [lost({ quietMs: 25_000 }), {}, prepared]],
  ['steps of a scenario have begun', [lost(), {}, {}]],
  ['another scenario has used that boot', [lost(), {}, { preparedSince: 1001 }]],
  ['the system had asked for that boot', [lost({ announcedBy: 'console' }), {}, prepared]],
  ['U-Boot has started a program on the M7', [lost(), { preload: 'tcm-hello' }, prepared]],
  ['Linux starts a program on the M7', [lost(), { autostart: 'tcm-hello' }, prepared]],
  ['no boot was cut short', [{ ...lost(), current: { cutShort: undefined } }, {}, prepared]],
])('nobody can say so where %s', (_, seen) => {
  expect(powerLost(...seen)).toBeUndefined();
});
