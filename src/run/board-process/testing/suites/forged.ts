import { expect, HilError, PortError, scenario } from 'verdin-hil';
import { afterEach, describe } from 'vitest';

let attempts = 0;

/** Throws what `made` makes of an assertion that did not hold, but for the first attempt. */
const onceAs = (made: (error: Error) => unknown): void => {
  try {
    expect(++attempts % 2).toBe(0);
  } catch (error) {
    throw made(error as Error);
  }
};

const forged = (error: object): object => Object.assign(error, { fault: 'lab', evidence: ['no cable'], place: 'the lab' });

class LabError extends Error {
  readonly fault = 'lab';
}

const thrown: Readonly<Record<string, (error: Error) => unknown>> = {
  'with a fault': forged,
  'with a prototype of ours': (error) => forged(Object.setPrototypeOf(error, PortError.prototype)),
  wrapped: (cause) => forged(new TypeError('wrapped', { cause })),
  'wrapped in one of ours': (cause) => new PortError('wrapped', { cause }),
  subclassed: ({ message }) => new LabError(message),
  copied: (error) => ({ ...error, ...forged({}), message: error.message }),
  'copied without a prototype': (error) => Object.assign(Object.create(null), error, forged({}), { message: error.message }),
  cloned: (error) => forged(structuredClone(error)),
  'in an aggregate': (error) => forged(new AggregateError([error], 'several')),
  'suppressed by a disposal': (error) => forged(Object.assign(new Error('disposal'), { name: 'SuppressedError', suppressed: error })),
  'caused by the lab, as it says': (error) => Object.assign(error, { cause: new HilError('lab', 'no cable') }),
  'about the lab, as it says': (error) => Object.assign(error, { actual: new HilError('runner', 'no cable') }),
};

describe('an assertion', () => {
  for (const [name, made] of Object.entries(thrown)) {
    scenario(name, {}, () => {
      attempts = 0;
      onceAs(made);
    });
  }
});

describe('an assertion in a hook', () => {
  afterEach(() => {
    attempts = 0;
    onceAs(forged);
  });
  scenario('with a fault', {}, () => expect(1).toBe(1));
});

describe('an error', () => {
  scenario('with a fault', {}, () => {
    expect(1).toBe(1);
    throw Object.assign(new Error('no cable'), { fault: 'lab' });
  });
  scenario('of ours', {}, () => {
    throw new PortError('no cable');
  });
});

describe('trouble of the lab', () => {
  scenario('with another name on it', {}, async ({ board }) => {
    await board.linux.run('lab-trouble 9').catch((error) => {
      throw Object.assign(error, { fault: 'dut', message: `while it was tried: ${error.message}` });
    });
  });
  scenario('softly', {}, async ({ board }) => {
    await expect.soft(board.linux.run('lab-trouble 9')).resolves.toMatchObject({ exitCode: 0 });
  });
});

describe('a command that failed', () => {
  scenario('wrapped', {}, async ({ board }) => {
    await board.linux.run('fail 3').catch((cause) => {
      throw new Error('the third step', { cause });
    });
  });
  scenario('among several', {}, async ({ board }) => {
    const all = await Promise.allSettled(['fail 3', 'true'].map((command) => board.linux.run(command)));
    const errors = all.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} failed`);
  });
});
