import { afterEach, expect, test, vi } from 'vitest';
import { fromEnv, literalSecret, redact } from '../core/secret.ts';
import type { LabDefinition } from './lab.ts';
import { requireSecrets } from './require-secrets.ts';

afterEach(() => vi.unstubAllEnvs());

const lab = (login: object, power: object = {}): Pick<LabDefinition, 'boards'> => ({
  boards: {
    'bench-rack-7': {
      parts: { login, power: { driver: 'shelly', settings: power, schema: { user: 'no setting' } } },
    } as unknown as LabDefinition['boards'][string],
  },
});

test('a secret that other text holds by chance is warned of, by its name and never by its value', () => {
  vi.stubEnv('LAB_WORD', 'torizon');
  vi.stubEnv('LAB_NUMBER', '123');
  vi.stubEnv('LAB_GOOD', 'tr0ub4dor&3');
  const warnings = requireSecrets(
    lab(
      { user: 'torizon', password: fromEnv('LAB_WORD') },
      { host: '10.0.7.41', password: fromEnv('LAB_NUMBER'), other: fromEnv('LAB_GOOD') },
    ),
    ['bench-rack-7'],
  );
  expect(warnings).toEqual([
    expect.stringMatching(/^the secret LAB_WORD is also a name in the lab file: it is hidden only where/),
    expect.stringMatching(/^the secret LAB_NUMBER is an ordinary word or number, or very short/),
  ]);
  expect(warnings.join()).not.toMatch(/torizon|123/);
});

test('a name of the lab file stays readable although a secret is the same', () => {
  const board = lab({ user: 'root', password: literalSecret('LAB_SAME', 'bench-rack-7') });
  expect(requireSecrets(board, ['bench-rack-7'])).toHaveLength(1);
  expect(redact('bench-rack-7: LAB_SAME=bench-rack-7')).toBe('bench-rack-7: LAB_SAME=[secret]');
});
