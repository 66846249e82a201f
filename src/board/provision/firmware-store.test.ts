import { expect, test } from 'vitest';
import { shippedFirmware } from '../../config/shipped.ts';
import { verdinImx8mp } from '../models/index.ts';
import { usualModel } from '../models/model-named.ts';
import { FirmwareStore } from './firmware-store.ts';

test('an image that is called as a grown one would be is not taken for it', () => {
  const [small, other] = Object.values(shippedFirmware(verdinImx8mp));
  const store = new FirmwareStore({ small: small!, 'small+300000': other! }, usualModel.target);
  const grown = store.get({ name: 'small', grownTo: 300_000 });
  expect(grown.content.byteLength).toBe(300_000);
  expect(store.get('small+300000').grown).toBeUndefined();
  expect(store.get({ name: 'small', grownTo: 300_000 })).toBe(grown);
});

test.each(['__proto__', 'constructor', 'toString', 'none'])('an image called %s is one that the lab file names, or none', (name) => {
  const [some] = Object.values(shippedFirmware(verdinImx8mp));
  const without = new FirmwareStore({ some: some! }, usualModel.target);
  expect(() => without.get(name)).toThrow(`the lab file names no firmware '${name}'`);
  expect(() => without.get({ name, grownTo: 300_000 })).toThrow(`the lab file names no firmware '${name}'`);
  const named = new FirmwareStore(Object.fromEntries([[name, some!]]), usualModel.target);
  expect(named.get(name).name).toBe(name);
});
