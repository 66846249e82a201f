import { existsSync, readFileSync } from 'node:fs';

/** A case of `../shared/cases`, whose README says how to read it. */
export interface SharedCase {
  readonly id: string;
  readonly kind: string;
  readonly expected: string;
  readonly input: string;
  readonly right?: { readonly firstTwo?: string; readonly notCertain?: string; readonly inspect?: string };
}

export const sharedFolder = '../shared/cases';

/** Empty where the folder is not there. */
export const sharedCases = (): readonly SharedCase[] => {
  const file = `${sharedFolder}/cases.jsonl`;
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as SharedCase);
};
