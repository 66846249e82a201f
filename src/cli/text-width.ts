import { eastAsianWidth } from 'get-east-asian-width';

/** The most columns that a terminal needs for a line: those that know no joined emoji show each of its parts. */
export const columnsOf = (text: string): number => [...text].reduce((sum, character) => sum + columnsOfOne(character), 0);

/** As much of it as fits into so many columns, with an ellipsis where something is left out; nothing where fewer than four columns are there for more. */
export const cutToColumns = (text: string, columns: number): string => {
  if (columnsOf(text) <= columns) return text;
  if (columns < 4) return '';
  let left = columns - 1;
  const kept = [...text].findIndex((character) => {
    left -= columnsOfOne(character);
    return left < 0;
  });
  return `${[...text].slice(0, kept).join('')}…`;
};

// U+FE0F makes an emoji, and two columns, of a sign that has one.
const columnsOfOne = (character: string): number =>
  character === '\ufe0f' ? 1 : /\p{Mn}|\p{Me}/u.test(character) ? 0 : eastAsianWidth(character.codePointAt(0)!);
