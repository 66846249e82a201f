import assert from 'node:assert';
import strict, { deepStrictEqual } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, scenario } from 'verdin-hil';
import { assert as chai } from 'vitest';

const said = { exitCode: 0, stdout: 'uname', stderr: '', durationMs: 1 };

describe('alike', () => {
  scenario('by node:assert', {}, async ({ board }) => {
    const output = await board.linux.run('uname');
    assert.deepEqual(output, said);
    assert.deepStrictEqual([output], [said]);
    strict.deepEqual(output, { ...output });
    deepStrictEqual(output, structuredClone(output));
    strict.notDeepEqual(output, { ...said, exitCode: 1 });
  });
  scenario('by node:util', {}, async ({ board }) => {
    expect(isDeepStrictEqual(await board.linux.run('uname'), said)).toBe(true);
  });
  scenario('by vitest and chai', {}, async ({ board }) => {
    const output = await board.linux.run('uname');
    expect(output).toEqual(said);
    expect(output).toStrictEqual(said);
    expect(output).to.deep.equal(said);
    chai.deepEqual(output, said);
    expect(JSON.stringify(output)).toBe(JSON.stringify(said));
  });
});

describe('different', () => {
  scenario('by node:assert', {}, async ({ board }) => {
    strict.deepEqual(await board.linux.run('uname'), { ...said, stdout: 'Linux' });
  });
  scenario('by node:util', {}, async ({ board }) => {
    assert.ok(isDeepStrictEqual(await board.linux.run('uname'), { ...said, stdout: 'Linux' }), 'another system');
  });
});

scenario('mistyped behind a comparison', {}, async ({ board }) => {
  const output = await board.linux.run('uname');
  assert.deepStrictEqual(output, said);
  assert.equal((output as unknown as { readonly sterr?: string }).sterr, undefined);
});
