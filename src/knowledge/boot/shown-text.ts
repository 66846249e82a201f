import { stripVTControlCharacters } from 'node:util';

/** What of a line of a boot a person sees: U-Boot rubs its countdown out with backspaces, menus are drawn with cursor positions, and a board that loses power sends NULs. */
export const shownText = (raw: string): string => stripVTControlCharacters(raw).replace(/[\0\r\x08\x07]/g, '');
