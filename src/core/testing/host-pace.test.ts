import { expect, test, vi } from 'vitest';
import { hostLimit, measureHostPace } from './host-pace.ts';

test('a limit is never below that of an idle host, and follows what the run measured when it began', () => {
  expect(hostLimit(1000)).toBeGreaterThanOrEqual(1000);
  vi.stubEnv('HIL_TEST_PACE', '20');
  expect(hostLimit(1000)).toBe(20_000);
  vi.unstubAllEnvs();
});

test('what is measured is for this host and for all processes of the run', () => {
  vi.stubEnv('HIL_TEST_PACE', undefined);
  const pace = measureHostPace();
  expect(pace).toBeGreaterThanOrEqual(1);
  expect(pace).toBeLessThanOrEqual(20);
  expect(process.env.HIL_TEST_PACE).toBe(String(pace));
  expect(hostLimit(1000)).toBeGreaterThanOrEqual(Math.round(1000 * pace));
  vi.unstubAllEnvs();
});

test('vitest waits as long as the host needs, for a condition and for a polled value', async () => {
  vi.stubEnv('HIL_TEST_PACE', '20');
  const begin = performance.now();
  // Longer than the limit that is written, shorter than what it stands for.
  const later = (): boolean => performance.now() - begin > 300;
  await vi.waitFor(() => expect(later()).toBe(true), 100);
  await vi.waitUntil(later, { timeout: 100 });
  const again = performance.now();
  await expect.poll(() => performance.now() - again > 300, { timeout: 100 }).toBe(true);
  vi.unstubAllEnvs();
});
