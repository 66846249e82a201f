import { type QemuKind, readManifest } from '../prepare/manifest.ts';

const reasonFor = (kind: QemuKind): string | undefined => {
  try {
    readManifest(undefined, kind);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Why no QEMU board can run on this host; undefined when one can. */
export const notPrepared = reasonFor('stock');

/** The same of the one whose QEMU has an M7. */
export const m7NotPrepared = reasonFor('m7');

/** The title of tests that need one: says why they are skipped. */
export const onPrepared = (title: string, reason: string | undefined = notPrepared): string =>
  reason === undefined ? title : `${title} (skipped: ${reason})`;
