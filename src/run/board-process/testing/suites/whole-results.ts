import assert from 'node:assert';
import strict, { deepStrictEqual } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, scenario } from 'verdin-hil';
import { assert as chai } from 'vitest';

// As it is written where nothing checks types.
const later = (is: (text: string) => boolean) => (async (text: string) => is(text)) as unknown as (text: string) => boolean;
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

describe('asked for what says nothing', () => {
  scenario('equal without its time', {}, async ({ board }) => {
    expect(await board.linux.run('uname')).toEqual({ exitCode: 0, stdout: 'uname', stderr: '' });
  });
  scenario('for node without its time', {}, async ({ board }) => {
    strict.deepEqual(await board.linux.run('uname'), { exitCode: 0, stdout: 'uname', stderr: '' });
  });
  scenario('whether there is an outcome', {}, async ({ m7 }) => {
    expect(await m7.start('mute')).toBeTruthy();
  });
  scenario('a promise of whether', {}, async ({ board }) => {
    expect((await board.linux.run('uname')).stdout).toSatisfy(later((text) => text.includes('arm64')));
  });
  scenario('a promise of whether, later', {}, async ({ board }) => {
    await expect(board.linux.run('uname')).resolves.toSatisfy(later(() => false));
  });
  scenario('for an empty text', {}, async ({ board }) => {
    expect((await board.linux.run('uname')).stdout).toContain(process.env.HIL_NOT_SET ?? '');
  });
  scenario('by the console of the host', {}, async ({ board }) => {
    console.assert((await board.linux.run('uname')).stdout === 'arm64', 'another machine');
  });
  scenario('for what was not found', {}, async ({ board }) => {
    expect((await board.linux.run('uname')).stdout.match(/arm64/)).toBeDefined();
  });
  scenario('for no line', {}, async ({ board }) => {
    const { stdout } = await board.linux.run('uname');
    await expect(Promise.resolve(stdout.split(' ').find((line) => line.includes('arm64')))).resolves.not.toBeNull();
  });
});
