import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastShare } from '../second-opinion.ts';
import { type Lesson, learn, traitsOfText } from '../testing/learn.ts';
import { fieldLessons, lessons, reportLessons } from '../testing/lessons.ts';
import { type Learnt, ownWeights, parseLearnt, printLearnt, sharesOf } from './likeness.ts';

const withoutReports = learn(lessons().filter(({ isReal }) => !isReal));

const named = (model: Learnt, texts: readonly Lesson[], least: number): { readonly lesson: Lesson; readonly row: string }[] =>
  texts.flatMap((lesson) => {
    const [likest] = sharesOf(traitsOfText(lesson.text), model);
    return likest && likest.row !== '-' && likest.share >= least ? [{ lesson, row: likest.row }] : [];
  });

describe('weights', () => {
  test('are those of the lessons: after a change of these run node --import tsx packaging/learn-likeness.ts', () => {
    const { rows, bias, traits } = learn(lessons());
    const own = ownWeights();
    expect(own.rows).toEqual(rows);
    // Processors round differently in the last place.
    for (const [row, value] of bias.entries()) expect(Math.abs(own.bias[row]! - value)).toBeLessThanOrEqual(1);
    const strong = Object.entries(traits).filter(([, weights]) => weights.some((weight, at) => at > 0 && at % 2 === 0 && weight > 9));
    expect(strong.length).toBeGreaterThan(500);
    expect(strong.filter(([trait]) => !Object.hasOwn(own.traits, trait)).map(([trait]) => trait)).toEqual([]);
    expect(Math.abs(Object.keys(own.traits).length - Object.keys(traits).length)).toBeLessThan(5);
  });

  test('are read as they were written', () => {
    expect(parseLearnt(printLearnt(withoutReports))).toEqual(withoutReports);
  });

  test('stay small', () => {
    expect(printLearnt(ownWeights()).length).toBeLessThan(250_000);
  });
});

describe('reports that were kept from the lessons', () => {
  test('are mostly like their own row where the share is high', () => {
    const told = named(withoutReports, reportLessons(), leastShare);
    const right = told.filter(({ lesson, row }) => lesson.row === row);
    expect(told.length).toBeGreaterThan(reportLessons().length * 0.55);
    expect(right.length / told.length).toBeGreaterThan(0.8);
  });

  test('are seldom like any row where they tell of no fault', () => {
    const quiet = [...reportLessons(), ...fieldLessons()].filter(({ row }) => row === '-');
    expect(quiet.length).toBeGreaterThan(90);
    expect(named(withoutReports, quiet, leastShare).length).toBeLessThanOrEqual(quiet.length * 0.15);
  });
});

test('whole posts that were kept from the lessons are seldom named wrong, though few are like enough to be named', () => {
  const told = named(withoutReports, fieldLessons(), leastShare);
  expect(told.length).toBeGreaterThan(fieldLessons().length * 0.25);
  expect(told.filter(({ lesson, row }) => lesson.row === row).length / told.length).toBeGreaterThan(0.75);
});

test('any text has shares that are one together, and none of them is no number', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.lorem({ mode: 'sentences' }), fc.constantFrom('__proto__ constructor', '', '...')), (text) => {
      const shares = sharesOf(traitsOfText(text), ownWeights());
      expect(shares.every(({ share }) => share >= 0 && share <= 1)).toBe(true);
      expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    }),
  );
});
