import type { IncidentKind } from '../../core/incident.ts';

/** What a test that passed was after: faults of a kind, or in a function. */
export interface Expected {
  readonly kind?: IncidentKind;
  readonly frame?: string;
}

/**
 * Zephyr's ztest and the xtest of OP-TEE say in the end that a test wanted its faults. A test of KUnit is a function: what is reported in that
 * very one is what it provoked, and nothing else.
 */
export const passedTest = (text: string): Expected | undefined => {
  if (ztest.test(text)) return { kind: 'm7-fault' };
  if (xtest.test(text)) return { kind: 'user-crash' };
  const frame = kunit.exec(text)?.[1];
  return frame === undefined ? undefined : { frame };
};

const ztest = /^ *PASS - \w+ in [\d.]+ seconds/;
const xtest = /^ *regression_\d+(?:\.\d+)* OK\s*$/;
const kunit = /^ *ok \d+ (?:- )?(\w+)\s*$/;
