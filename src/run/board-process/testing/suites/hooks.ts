import { describe, expect, scenario } from 'verdin-hil';
import { afterAll, afterEach, aroundEach, beforeAll, beforeEach, onTestFailed, onTestFinished } from 'vitest';

const holds = (): void => expect(1).toBe(1);

describe('beforeEach', () => {
  beforeEach(() => {
    throw new Error('no coffee before');
  });
  scenario('never begins', {}, holds);
  scenario('never begins either', {}, holds);
});

describe('beforeAll', () => {
  beforeAll(() => {
    throw new Error('no coffee at all');
  });
  scenario('is struck', {}, holds);
  scenario('is not run', {}, holds);
});

describe('afterEach', () => {
  afterEach(() => {
    throw new Error('no coffee after');
  });
  scenario('passes but for its hook', {}, holds);
  scenario('fails by itself', {}, async ({ board }) => {
    expect((await board.linux.run('uname')).stdout).toBe('arm64');
  });
});

describe('afterEach that asserts', () => {
  afterEach(() => expect('left behind').toBe('clean'));
  scenario('passes but for its hook', {}, holds);
});

describe('afterAll', () => {
  afterAll(() => {
    throw new Error('no coffee in the end');
  });
  scenario('is the first', {}, holds);
  scenario('is the last', {}, holds);
});

describe('hooks of a test', () => {
  scenario('onTestFinished', {}, () => {
    onTestFinished(() => {
      throw new Error('not finished');
    });
  });
  scenario('onTestFailed', {}, async ({ board }) => {
    onTestFailed(() => {
      throw new Error('not failed well');
    });
    expect((await board.linux.run('uname')).stdout).toBe('arm64');
  });
});

describe('promises', () => {
  scenario('assertions', {}, () => {
    expect.assertions(2);
    expect(1).toBe(1);
  });
  scenario('hasAssertions', {}, () => {
    expect.hasAssertions();
  });
  scenario('kept', {}, () => {
    expect.assertions(1);
    expect(1).toBe(1);
  });
});

describe.concurrent('at once', () => {
  scenario('one', {}, async ({ board }) => {
    await board.linux.run('pause 50');
  });
  scenario('two', {}, async ({ board }) => {
    await board.linux.run('pause 50');
  });
});

describe('skipped by a hook', () => {
  describe('before', () => {
    beforeEach((context) => context.skip('no beans'));
    scenario('never begins', {}, holds);
  });
  describe('around', () => {
    aroundEach(async (_run, context) => context.skip('no mill'));
    scenario('never begins', {}, holds);
  });
  describe('after', () => {
    afterEach((context) => context.skip('no cups'));
    scenario('passes but for its hook', {}, holds);
    scenario('fails by itself', {}, async ({ board }) => {
      expect((await board.linux.run('uname')).stdout).toBe('arm64');
    });
  });
});

describe.skip('left out', () => {
  scenario('in the suite', {}, holds);
});
