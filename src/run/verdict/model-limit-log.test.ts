import { expect, test } from 'vitest';
import { ExpectTimeoutError, toErrorReport } from '../../core/errors.ts';
import type { ModelLimit } from '../../core/model-limit.ts';
import { ModelLimitLog } from './model-limit-log.ts';

const limit: ModelLimit = { by: 'm7', kind: 'register', name: 'I2C3 I2SR', address: 0x30a4_000c, access: 'read', fatal: false };
const silent = toErrorReport(new ExpectTimeoutError("'ready' did not come on console m7 within 5s"));

test('what the M7 met in the scenario that started it is no later scenario’s product failure', async () => {
  const later = new ModelLimitLog();
  await later.collect({ m7Limits: () => [limit] });
  expect(later.blame(silent)).toMatchObject({ fault: 'lab', message: expect.stringContaining('I2C3 I2SR') });
});

test('an M7 that met nothing is judged', async () => {
  const log = new ModelLimitLog();
  await log.collect({ m7Limits: () => [] });
  expect(log.blame(silent)).toEqual(silent);
});
