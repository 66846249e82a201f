import { shownLine, shownText } from '../core/clean-text.ts';

/** Board text as a report may show it. */
export const plainText = shownText;

/** The same in one line. */
export const plainLine = shownLine;

/** Text for a CDATA section. The builder of junit.xml splits only the first `]]>` in it, so that a second one would end the section. */
export const characterData = (text: string): string => plainText(text).replaceAll(']]>', ']] >');
