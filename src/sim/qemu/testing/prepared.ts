import { readManifest } from '../prepare/manifest.ts';

/** Why no QEMU board can run on this host; undefined when one can. */
export const notPrepared = ((): string | undefined => {
  try {
    readManifest();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
})();

/** The title of tests that need one: says why they are skipped. */
export const onPrepared = (title: string): string => (notPrepared === undefined ? title : `${title} (skipped: ${notPrepared})`);
