import { expect, vi } from 'vitest';
import { hostLimit } from './host-pace.ts';

// The limits that tests give to vitest are those of an idle host: a condition that is awaited costs no time once it holds, however long it may take.
const vitestDefaultMs = 1000;
const { setConfig, waitFor, waitUntil } = vi;
const { poll } = expect;

type WaitOptions = Parameters<typeof waitFor>[1];

const patient = (options: WaitOptions): WaitOptions =>
  typeof options === 'number' ? hostLimit(options) : { ...options, timeout: hostLimit(options?.timeout ?? vitestDefaultMs) };

vi.waitFor = (callback, options) => waitFor(callback, patient(options));
vi.waitUntil = (callback, options) => waitUntil(callback, patient(options));
vi.setConfig = (config) => {
  const { testTimeout, hookTimeout } = config;
  setConfig({
    ...config,
    ...(testTimeout === undefined ? {} : { testTimeout: hostLimit(testTimeout) }),
    ...(hookTimeout === undefined ? {} : { hookTimeout: hostLimit(hookTimeout) }),
  });
};
expect.poll = (value, options) => poll(value, { ...options, timeout: hostLimit(options?.timeout ?? vitestDefaultMs) });
