import { chosenManifest, type QemuChoice } from '../choice.ts';

/** Why this QEMU board cannot run on this host; undefined when it can. */
export const whyNotPrepared = (choice: QemuChoice): string | undefined => {
  try {
    chosenManifest(choice);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Of the stock board. */
export const notPrepared = whyNotPrepared({});

/** Of the one whose QEMU has an M7. */
export const m7NotPrepared = whyNotPrepared({ m7: true });

/** The title of tests that need one: says why they are skipped. */
export const onPrepared = (title: string, reason: string | undefined = notPrepared): string =>
  reason === undefined ? title : `${title} (skipped: ${reason})`;
