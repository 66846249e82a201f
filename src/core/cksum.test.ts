import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cksum } from './cksum.ts';

test('is what cksum(1) prints', () => {
  const real = (bytes: Uint8Array): string => spawnSync('cksum', { input: bytes }).stdout.toString().trim();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => cksum(bytes) === real(bytes)),
    { numRuns: 20 },
  );
  expect(cksum(Buffer.from('123456789'))).toBe('930766865 9');
  expect(cksum(new Uint8Array())).toBe('4294967295 0');
});
