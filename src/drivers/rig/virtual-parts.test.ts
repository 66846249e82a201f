import { expect, test } from 'vitest';
import { requireVirtualParts } from './virtual-parts.ts';

test('what a virtual board needs is here, and where it is not, one sentence says what to install', () => {
  requireVirtualParts();
  const missing = (name: string): never => {
    throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
  };
  expect(() => requireVirtualParts(missing)).toThrow(
    expect.objectContaining({
      name: 'ConfigError',
      message: 'a virtual board needs the package just-bash, which is not installed here',
      remedy: expect.stringMatching(/^npm install --save-dev just-bash@\d+\.\d+\.\d+$/),
    }),
  );
});
