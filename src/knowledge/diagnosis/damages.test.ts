import { expect, test } from 'vitest';
import { type Cause, diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';
import { cases } from './testing/cases.ts';
import { damages } from './testing/damages.ts';

const causesOf = (texts: (typeof cases)[number]['texts'], damage: (text: string) => string): readonly Cause[] =>
  diagnose(factsFromText(texts.map((each) => ({ ...each, text: damage(each.text) })))).causes;

// `npm run bench:diagnosis` takes all damages of all logs; here each has a share of the logs.
const share = 7;

test.each(Object.entries(damages))('%s: nothing becomes certain and wrong, and nearly all stays right', (name, damage) => {
  const start = Object.keys(damages).indexOf(name) % share;
  const own = cases.filter((_, index) => index % share === start);
  const found = own.map(({ texts }) => causesOf(texts, damage));
  const wrong = own.flatMap(({ name: log, row, also = [] }, index) =>
    found[index]!.filter(
      (cause) => cause.confidence === 'certain' && cause.role === 'cause' && cause.row !== row && !also.includes(cause.row),
    ).map((cause) => `${log}: ${cause.name}`),
  );
  const right = own.filter(({ row }, index) => found[index]![0]?.row === row).length;

  expect(wrong).toEqual([]);
  // A terminal that breaks words loses every fourth short log: what is left says nothing certain.
  expect(right / own.length).toBeGreaterThan(name === 'cut at 50' ? 0.7 : 0.8);
});
