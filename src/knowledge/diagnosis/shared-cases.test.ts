import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';
import { sharedCases, sharedFolder } from './testing/shared-cases.ts';

// Rewritten public reports, which lie beside this repository where it is developed; elsewhere there is nothing to run.
const logs = sharedCases().filter(({ input }) => input.startsWith('logs/'));

describe.skipIf(!existsSync(sharedFolder))('reports of others (skipped where ../shared/cases is not there)', () => {
  test.each(logs)('$id: $expected', ({ input, right = {} }) => {
    const text = readFileSync(`${sharedFolder}/${input}`, 'utf8');
    const { causes } = diagnose(factsFromText([{ name: 'post.txt', text }]));
    const told = causes.map(({ name, confidence }) => `${name} ${confidence}`).join(', ');

    if (right.firstTwo) expect(told.split(', ').slice(0, 2).join(), told).toMatch(new RegExp(right.firstTwo));
    else expect(causes.filter(({ confidence }) => confidence === 'certain').map(({ name }) => name)).toEqual([]);
    if (right.notCertain) expect(told).not.toContain(`${right.notCertain} certain`);
  });
});
