import { expect, test } from 'vitest';
import { selectBoards } from './select-boards.ts';
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
