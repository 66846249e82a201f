import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { FirmwareStore } from '../provision/firmware-store.ts';
import { M7History } from './m7-history.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../../firmware/prebuilt/${name}.elf`, import.meta.url));
const { target } = verdinImx8mp.model;
const store = new FirmwareStore(
  {
    'tcm-rpmsg': { kind: 'm7-elf', path: path('tcm-rpmsg') },
    'tcm-hello': { kind: 'm7-elf', path: path('tcm-hello') },
  },
  target,
);

const historyOf = (lacksRpmsg: string | undefined): M7History =>
  new M7History(target, () => ({
    bootedAt: 1,
    preloaded: undefined,
    mcoreBooted: true,
    kernel: '6.12.95',
    tfA: undefined,
    overlayApplied: true,
    ramBytes: undefined,
    hasConsole: true,
    lacksRpmsg,
  }));

test('where nothing answers over RPMsg, the prediction for an image with a channel says so and stays alive', () => {
  const why = 'kicks end with -62';
  const { outcome, because } = historyOf(why).predict(store.get('tcm-rpmsg'), 'remoteproc');
  expect(outcome).toBe('alive');
  expect(because.at(-1)).toBe(`its RPMsg channel stays silent: ${why}`);
});

test('an image without a channel, and a board that answers, are predicted without a word about it', () => {
  const silent = (text: string): boolean => text.includes('RPMsg channel stays silent');
  expect(historyOf('kicks end with -62').predict(store.get('tcm-hello'), 'remoteproc').because.some(silent)).toBe(false);
  expect(historyOf(undefined).predict(store.get('tcm-rpmsg'), 'remoteproc').because.some(silent)).toBe(false);
});
