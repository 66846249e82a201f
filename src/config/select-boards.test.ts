import { describe, expect, test } from 'vitest';
import { selectBoards, selectPools } from './select-boards.ts';
import { board, rig } from './testing/parts.ts';

const lab = { boards: { 'verdin-01': board(rig), 'verdin-02': board(rig), virtual: board(rig) } };

test('names and patterns come back in the order of the lab file, each once', () => {
  expect(selectBoards(lab, ['virtual', 'verdin-*', 'verdin-02'])).toEqual(['verdin-01', 'verdin-02', 'virtual']);
  expect(selectBoards(lab, ['v?rtual'])).toEqual(['virtual']);
});

test('a board that does not exist is told with what exists', () => {
  expect(() => selectBoards(lab, ['verdn-01'])).toThrow("there is no board 'verdn-01' in the lab; did you mean 'verdin-01'?");
  expect(() => selectBoards(lab, ['apalis'])).toThrow(/^there is no board 'apalis' in the lab$/);
  expect(() => selectBoards(lab, ['v.rtual'])).toThrow('there is no board');
});

test('the only board needs no name, one of several does', () => {
  expect(selectBoards({ boards: { only: board(rig) } }, [])).toEqual(['only']);
  expect(() => selectBoards(lab, [])).toThrow('the lab has several boards and none was named');
});

test('a board that wants to be named is taken by its name only', () => {
  const boards = { only: board(rig), shy: { ...board(rig), byName: true } };
  expect(selectBoards({ boards }, [])).toEqual(['only']);
  expect(selectBoards({ boards }, ['shy'])).toEqual(['shy']);
  expect(() => selectBoards({ boards: { shy: boards.shy } }, [])).toThrow('none was named');
});

describe('boards that share their scenarios', () => {
  const kinds = { ...lab.boards, 'verdin-03': { ...board(rig), kind: 'another' }, 'verdin-04': { ...board(rig), kind: 'another' } };
  const poolsOf = (wanted: readonly string[], each = false) => selectPools({ boards: kinds }, wanted, { each }).pools;

  test('are those of one kind that one pattern names', () => {
    expect(poolsOf(['verdin-*'])).toEqual([
      ['verdin-01', 'verdin-02'],
      ['verdin-03', 'verdin-04'],
    ]);
    expect(poolsOf(['verdin-?1', '*'])).toEqual([
      ['verdin-02', 'virtual'],
      ['verdin-03', 'verdin-04'],
    ]);
  });

  test('are none that are named one by one, and none that are to run everything each', () => {
    expect(poolsOf(['verdin-01', 'verdin-02'])).toEqual([]);
    expect(poolsOf(['verdin-*', 'verdin-02'])).toEqual([['verdin-03', 'verdin-04']]);
    expect(poolsOf(['verdin-*'], true)).toEqual([]);
    expect(poolsOf(['*tual'])).toEqual([]);
  });
});
