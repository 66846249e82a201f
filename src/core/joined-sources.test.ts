import { statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => void vi.useRealTimers());

const day = 24 * 3600;

// Parts older than a week are removed by whoever joins sources anew.
test('a process that lives for weeks keeps the joined sources that it may load a part of yet', async () => {
  const loader: string = new URL('../../bin/bundle.js', import.meta.url).href;
  const { bundled } = (await import(loader)) as { bundled(): Promise<{ folder: string } | undefined> };
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const folder = fileURLToPath((await bundled())!.folder);
  const old = Date.now() / 1000 - 6 * day;
  utimesSync(folder, old, old);
  vi.advanceTimersByTime((day + 60) * 1000);
  expect(statSync(folder).mtimeMs / 1000).toBeGreaterThan(old + 5 * day);
});
