import { expect, test } from 'vitest';
import { verdinImx8mp } from '../../board/models/verdin-imx8mp/verdin-imx8mp.ts';
import { checkParts } from '../../config/check-parts.ts';
import { requireSecrets } from '../../config/require-secrets.ts';
import { fromEnv, redact } from '../../core/secret.ts';
import { shellyPlug } from '../power/shelly-plug.ts';
import { labgridPlace } from './labgrid-place.ts';
import type { LabgridSettings } from './settings.ts';

const good: LabgridSettings = { coordinator: 'labgrid.lab', place: 'verdin-01', login: { user: 'torizon' } };
const mistakes = (more: object): string[] =>
  checkParts({ ...labgridPlace({ ...good, ...more } as LabgridSettings) }, ['boards', 'verdin-01']);

test('takes a name, a name with a port and an address of IPv6', () => {
  for (const coordinator of ['labgrid.lab', 'labgrid.lab:20408', '10.0.7.2:1234', '[fd00::7]', '[fd00::7]:20408']) {
    expect(mistakes({ coordinator })).toEqual([]);
  }
});

test.each([
  [{ coordinator: 'ws://labgrid.lab:20408/ws' }, "boards.verdin-01.coordinator: expected 'host' or 'host:20408', got a string"],
  [{ place: '' }, 'boards.verdin-01.place: expected at least 1 character, got an empty string'],
  [{ wait: '10 minutes' }, "boards.verdin-01.wait: expected a duration such as '10min', got a string"],
  [{ user: 'a/b' }, 'boards.verdin-01.user: expected a name without spaces and slashes, got a string'],
  [{ consoles: { a54: 'uart3' } }, "boards.verdin-01.consoles.a54: unknown key; did you mean 'a53'?"],
  [{ power: 'shelly' }, 'boards.verdin-01.power: expected a power switch such as shellyPlug({ host }), got a string'],
  [{ power: shellyPlug({ host: '' }) }, 'boards.verdin-01.power.host: expected at least 1 character, got an empty string'],
  [{ colour: 'red' }, 'boards.verdin-01.colour: unknown key; known are coordinator, place,'],
])('%j is told by its path', (more, sentence) => {
  expect(mistakes(more)).toEqual([expect.stringContaining(sentence)]);
});

test('a secret of a driver inside it is known before the board is opened', () => {
  process.env.LABGRID_TEST_PLUG = 'plug-password-4711';
  const power = shellyPlug({ host: '10.0.7.41', password: fromEnv('LABGRID_TEST_PLUG') });
  requireSecrets({ boards: { 'verdin-01': verdinImx8mp(labgridPlace({ ...good, power })) } }, ['verdin-01']);
  expect(redact('it said plug-password-4711')).toBe('it said [secret]');
});
