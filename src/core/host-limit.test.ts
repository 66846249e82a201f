import { expect, test } from 'vitest';
import { HilError } from './errors.ts';
import { hostLimitOf } from './host-limit.ts';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: words of libuv, write`), { code });

test.each(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM', 'EIO'])('%s is the host’s, with what to do', (code) => {
  expect(hostLimitOf(systemError(code))).toMatchObject({
    code,
    said: `${code}: words of libuv, write`,
    why: expect.any(String),
    remedy: expect.any(String),
  });
});

test('it is found behind other errors and in words alone, and nothing else is taken for one', () => {
  expect(hostLimitOf(new HilError('lab', 'cannot write', { cause: systemError('EDQUOT') }))).toMatchObject({ code: 'EDQUOT' });
  expect(hostLimitOf(new Error('EFBIG: file too large, write'))).toMatchObject({
    code: 'EFBIG',
    why: 'files may not grow that large here',
  });
  const own = new Error('x') as Error & { cause: unknown };
  own.cause = own;
  for (const other of [own, systemError('ENOENT'), new Error('the board says EIO: no'), 'ENOSPC: text', undefined, { code: 'toString' }])
    expect(hostLimitOf(other)).toBeUndefined();
});
