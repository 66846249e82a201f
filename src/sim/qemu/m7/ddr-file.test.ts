import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { ddrBase } from '../../virtual/soc/memory.ts';
import { DdrFile, UncachedView, WriteThroughView } from './ddr-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'hil-ddr-'));
const path = join(folder, 'ddr.bin');
afterAll(() => rmSync(folder, { recursive: true }));

const at = 0x20;
const size = 64;
const fresh = (): DdrFile => {
  writeFileSync(path, Buffer.alloc(2 * size, 0x5a));
  return new DdrFile(path);
};

const stores = fc.array(
  fc.constantFrom(1, 2, 4).chain((width) =>
    fc.record({
      width: fc.constant(width),
      offset: fc.nat(size / width - 1).map((index) => index * width),
      value: fc.nat(2 ** (8 * width) - 1),
    }),
  ),
);

const store = (view: DataView, { width, offset, value }: { width: number; offset: number; value: number }): void => {
  if (width === 1) view.setUint8(offset, value);
  else if (width === 2) view.setUint16(offset, value, true);
  else view.setUint32(offset, value, true);
};
const load = (view: DataView, { width, offset }: { width: number; offset: number }): number =>
  width === 1 ? view.getUint8(offset) : width === 2 ? view.getUint16(offset, true) : view.getUint32(offset, true);

test.each([
  ['uncached', UncachedView],
  ['write-through', WriteThroughView],
])('%s: what is stored is read back and stands in the file', (_, View) => {
  fc.assert(
    fc.property(stores, (list) => {
      const ddr = fresh();
      const view = new View(ddr, ddrBase + at, size);
      const model = new DataView(new Uint8Array(size).fill(0x5a).buffer);
      for (const each of list) {
        store(view, each);
        store(model, each);
        expect(load(view, each)).toBe(each.value);
      }
      ddr.close();
      expect(readFileSync(path).subarray(at, at + size)).toEqual(Buffer.from(model.buffer));
    }),
  );
});

test('uncached memory shows at once what the other side wrote; a cached copy does not', () => {
  const ddr = fresh();
  const [uncached, cached] = [new UncachedView(ddr, ddrBase, size), new WriteThroughView(ddr, ddrBase, size)];
  ddr.write(ddrBase + 4, Uint8Array.of(1, 2, 3, 4));
  expect(uncached.getUint32(4)).toBe(0x0403_0201);
  expect(cached.getUint32(4, true)).toBe(0x5a5a_5a5a);
  ddr.close();
});
