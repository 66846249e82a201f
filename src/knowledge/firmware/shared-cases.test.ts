import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inspectFirmware } from './testing/verdin-imx8mp.ts';

interface ElfCase {
  readonly id: string;
  readonly expected: string;
  readonly input: string;
  readonly right?: { readonly inspect?: string };
}

const folder = '../shared/cases';
const listed = existsSync(`${folder}/cases.jsonl`) ? readFileSync(`${folder}/cases.jsonl`, 'utf8').trim().split('\n') : [];
const cases = listed.map((line) => JSON.parse(line) as ElfCase).filter(({ right }) => right?.inspect !== undefined);

describe.skipIf(cases.length === 0)('variants of images (skipped where ../shared/cases is not there)', () => {
  test.each(cases)('$id: $expected', ({ input, right }) => {
    const { verdict, problems } = inspectFirmware(new Uint8Array(readFileSync(`${folder}/${input}`)));
    const effects = problems.map(({ effect }) => effect);
    if (right!.inspect === 'risk') expect(effects).toContain('risk');
    else expect(verdict).toMatch(new RegExp(right!.inspect!));
  });
});
