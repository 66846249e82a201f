import { expect, scenario } from 'verdin-hil';
import { describe } from 'vitest';

const holds = (): void => expect(1).toBe(1);

scenario('before', {}, holds);

// biome-ignore lint/suspicious/noFocusedTests: what it does to a run is what is tested
describe.only('group', () => {
  scenario('is in it', {}, holds);
});

scenario.only('alone', {}, holds);

scenario.skip('skipped anyway', {}, holds);
