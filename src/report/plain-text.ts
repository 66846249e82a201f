import { stripVTControlCharacters } from 'node:util';
import { redact } from '../core/secret.ts';

/** Board text as a report may show it: no ANSI sequences, no control characters but line feed and tab, nothing XML forbids, no secrets. */
export const plainText = (text: string): string =>
  redact(
    stripVTControlCharacters(text)
      .replaceAll(/\r\n?/g, '\n')
      .replaceAll(/[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g, '')
      .replaceAll(/\p{Surrogate}/gu, '\ufffd'),
  );

/** The same in one line. */
export const plainLine = (text: string): string => plainText(text).replaceAll(/\s+/g, ' ').trim();

/** Text for a CDATA section. The builder of junit.xml splits only the first `]]>` in it, so that a second one would end the section. */
export const characterData = (text: string): string => plainText(text).replaceAll(']]>', ']] >');
