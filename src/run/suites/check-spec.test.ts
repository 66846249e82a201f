import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { oddity, plainOf } from '../../scenario/plain.ts';
import { checkSpec } from './check-spec.ts';

const link = 'https://example.org/1';

const mistakesOf = (spec: unknown): readonly string[] => {
  const checked = checkSpec(plainOf(spec));
  return 'mistakes' in checked ? checked.mistakes : [];
};

test('an empty one is complete', () => {
  expect(checkSpec({})).toEqual({ needs: {}, expects: {}, timeout: '5min', silence: '60s', follows: false, tags: [] });
});

test('what it says arrives, patterns included', () => {
  const spec = {
    boot: 'cold',
    uses: ['rpmsg'],
    expect: 'alive',
    incidents: ['panic'],
    tolerates: ['io-error', { kind: 'oops', title: /in x_y/ }],
    known: { link, note: undefined, outcome: 'mute', incident: { kind: 'oops', title: /in x_y/i }, message: 'a (b)' },
    follows: true,
    timeout: '1.5min',
  } as const;
  expect(checkSpec(plainOf(spec))).toEqual({
    needs: { boot: 'cold', uses: ['rpmsg'] },
    expects: {
      outcome: 'alive',
      incidents: ['panic'],
      tolerates: [{ kind: 'io-error' }, { kind: 'oops', title: { source: 'in x_y', flags: '' } }],
      known: {
        link,
        outcome: 'mute',
        incident: { kind: 'oops', title: { source: 'in x_y', flags: 'i' } },
        message: { source: 'a \\(b\\)', flags: '' },
      },
    },
    timeout: '1.5min',
    silence: '60s',
    follows: true,
    tags: [],
  });
});

class Needs {
  readonly boot = 'cold';
  get expect(): string {
    return 'alive';
  }
}
const lost: Readonly<Record<string, readonly [object, string]>> = {
  'a promise': [Promise.resolve({ expect: 'alive' }), 'a promise'],
  'a class with a getter': [new Needs(), 'an object of the class Needs'],
  'a prototype': [Object.create({ expect: 'alive' }) as object, 'an object that inherits from another one'],
  'a property that is not enumerable': [Object.defineProperty({}, 'expect', { value: 'alive' }), "an object that hides 'expect'"],
  'a Map': [new Map([['expect', 'alive']]), 'an object of the class Map'],
};
describe('what would get lost on its way makes a mistake', () => {
  test.for(Object.entries(lost))('%s', ([, [spec, what]]) => {
    expect(oddity(spec)).toBe(what);
    expect(mistakesOf(spec)).not.toEqual([]);
    expect(mistakesOf({ known: spec })).not.toEqual([]);
  });

  test.for<[string, object]>([
    ['without a prototype', Object.assign(Object.create(null) as object, { boot: 'cold' })],
    ['of another realm', runInNewContext(`({ boot: 'cold' })`) as object],
    [
      'frozen, with a getter of its own',
      Object.freeze({
        get boot() {
          return 'cold';
        },
      }),
    ],
  ])('an object %s is plain', ([, spec]) => {
    expect(oddity(spec)).toBeUndefined();
    expect(checkSpec(plainOf(spec))).toMatchObject({ needs: { boot: 'cold' } });
  });
});

describe('mistakes are named by their path, with what was expected', () => {
  test.for<[unknown, string | RegExp]>([
    [{ boot: 'colder' }, "boot: expected 'cold' or 'warm' or 'running', got 'colder'; did you mean 'cold'?"],
    [{ expect: 'alife' }, /^expect: expected 'alive' or .*, got 'alife'; did you mean 'alive'\?$/],
    [{ knwon: 3 }, "knwon: unknown key; did you mean 'known'?"],
    [{ incidents: ['panik'] }, /^incidents\[0\]: expected 'panic' or .* did you mean 'panic'\?$/],
    [{ incidents: 'panic' }, 'incidents: expected a list, got a string'],
    [{ tolerates: ['io-eror'] }, /^tolerates\[0\]\.kind: expected 'panic' or .* did you mean 'io-error'\?$/],
    [{ tolerates: [{ kind: 'oops', titel: /x/ }] }, "tolerates[0].titel: unknown key; did you mean 'title'?"],
    [{ tolerates: 'oops' }, 'tolerates: expected a list, got a string'],
    [{ known: link }, /^known: expected what is known, such as .*, got a string$/],
    [{ known: { link, outcom: 'mute' } }, "known.outcom: unknown key; did you mean 'outcome'?"],
    [{ known: { link } }, 'known: expected what goes wrong: outcome, incident or message; got a link alone'],
    [{ known: { link }, expect: 'alive' }, 'known: expected what goes wrong: outcome, incident or message; got a link alone'],
    [{ known: { link, outcome: 'alive' } }, "known.outcome: expected an outcome that is a failure, got 'alive'"],
    [{ known: { outcome: 'mute' } }, /^known\.link: expected where it is written down/],
    [{ known: { link, incident: 'panik' } }, /^known\.incident\.kind: .*did you mean 'panic'/],
    [{ known: { link, message: /./ } }, 'known.message: expected a pattern that fits what is meant alone; /./ fits everything'],
    [{ known: { link, incident: { kind: 'oops', title: /.*/s } } }, /^known\.incident\.title: expected a pattern .* fits everything$/],
    [{ tolerates: ['io-error', { kind: 'oops', title: /^/ }] }, /^tolerates\[1\]\.title: expected a pattern .* fits everything$/],
    [{ known: { link, message: 3 } }, /^known\.message: expected a part of the message or a regular expression/],
    [{ timeout: 'soon' }, "timeout: expected a duration such as '500ms', '25s', '2min' or '1h', got a string"],
    [{ timeout: '0s' }, "timeout: expected more than no time, got '0s'"],
    [{ silence: '0.0min' }, "silence: expected more than no time, got '0.0min'"],
    [{ expect: 'unknown' }, /^expect: expected an outcome that says something of the product, got 'unknown'/],
    [{ known: { link, outcome: 'unknown' } }, /^known\.outcome: expected an outcome that says something of the product/],
    [{ timeout: 5000 }, /^timeout: expected a duration/],
    [{ silence: () => '5s' }, /^silence: expected a duration/],
    [{ firmware: 7 }, 'firmware: expected a string, got a number'],
    [{ uses: ['rpmessage'] }, /^uses\[0\]: expected 'bootaux' or/],
    [{ mcoreBooted: 'no' }, 'mcoreBooted: expected true or false, got a string'],
    [
      { preloadAs: 'elf' },
      "preloadAs: expected the image to preload beside it, such as preload: 'my-image'; without one nothing is preloaded",
    ],
    [{ preloadFrom: 'tftp', firmware: 'a' }, /^preloadFrom: expected the image to preload beside it/],
    [{ mcoreBooted: true, kernelArgument: 'loglevel=8' }, /^mcoreBooted: expected no kernelArgument beside it, which takes its place/],
    [{ preload: 'a', autostart: 'b' }, /^autostart: expected no preload beside it/],
    [{ netboot: 'a', overlay: 'hmp' }, /^netboot: expected no overlay beside it/],
    [{ follows: false }, /^follows: expected 'true'/],
    [{ kernelArgument: 'a; reset' }, /^kernelArgument: expected a kernel argument without quotes/],
    ['cold', /^expected an object/],
  ])('%j', ([spec, sentence]) => {
    const mistakes = mistakesOf(spec);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(sentence);
  });

  test('all of them at once', () => {
    expect(mistakesOf({ preloadAs: 'elf', preloadFrom: 'tftp' })).toHaveLength(2);
    expect(mistakesOf({ boot: 'colder', expect: 'alife', knwon: 3 })).toHaveLength(3);
  });

  test('a spec that refers to itself ends nothing', () => {
    const spec: Record<string, unknown> = { boot: 'cold' };
    spec.firmware = spec;
    expect(mistakesOf(spec)).toEqual(['firmware: expected a string, got an object']);
  });
});
