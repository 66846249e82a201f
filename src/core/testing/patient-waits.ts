import { expect, vi } from 'vitest';
import { hostLimit } from './host-pace.ts';

// The limits that tests give to vitest are those of an idle host: a condition that is awaited costs no time once it holds, however long it may take.
const vitestDefaultMs = 1000;

type WaitOptions = Parameters<typeof vi.waitFor>[1];

const patient = (options: WaitOptions): WaitOptions =>
  typeof options === 'number' ? hostLimit(options) : { ...options, timeout: hostLimit(options?.timeout ?? vitestDefaultMs) };

// Files that share a process share vitest's objects, and each of them sets up: limits would grow from file to file.
const mark: unique symbol = Symbol.for('verdin-hil.patient-waits');
const isFirst = (object: object): boolean => !(mark in object) && Reflect.defineProperty(object, mark, { value: true });

if (isFirst(vi)) {
  const { setConfig, waitFor, waitUntil } = vi;
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
}

if (isFirst(expect)) {
  const { poll } = expect;
  expect.poll = (value, options) => poll(value, { ...options, timeout: hostLimit(options?.timeout ?? vitestDefaultMs) });
}
