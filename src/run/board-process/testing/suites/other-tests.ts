import { describe, expect, scenario } from 'verdin-hil';
import { afterAll, beforeAll } from 'vitest';

const holds = (): void => expect(1).toBe(1);

scenario('runs a program of the lab', {}, () => {
  process.exitCode = 3;
});

scenario('loads another library', {}, async () => {
  const { test } = await import('node:test');
  void test('of another library', () => {
    throw new Error('in no report');
  });
});

describe('a hook', () => {
  afterAll(() => {
    process.exitCode = 1;
  });
  scenario('fails afterwards', {}, holds);
});

scenario('takes its exit code back', {}, () => {
  process.exitCode = 3;
  process.exitCode = 0;
  holds();
});

describe('the exit', () => {
  beforeAll(() => {
    process.once('beforeExit', () => {
      process.exitCode = 5;
    });
  });
  scenario('is the last', {}, holds);
});
