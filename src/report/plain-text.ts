import { shownLine, shownText } from '../core/clean-text.ts';

/** Board text as a report may show it. */
export const plainText = shownText;

/** The same in one line. */
export const plainLine = shownLine;
