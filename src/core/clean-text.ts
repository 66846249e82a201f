import { stripVTControlCharacters } from 'node:util';
import { redact, redactStrings } from './redaction.ts';

// A title of a window, a link, a font: all from OSC, DCS, SOS, PM or APC to its end, by seven or eight bits. One without an end loses its beginning only.
const strings = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)/g;
// Controls but line feed and tab, of ASCII and of ISO 6429 (C1, where U+009B begins a sequence and U+0085 a line), and what XML forbids.
const controls = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g;
// Text that runs backwards or is not seen shows something else than it says (https://trojansource.codes).
const unseen = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Text from outside (a board, a log, a file name, another user) as a terminal or a report may show it: only what can be seen, lines and tabs. */
export const cleanText = (text: string): string =>
  stripVTControlCharacters(text.replaceAll(strings, '').replaceAll(/\x1b[\]PX^_]/g, ''))
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(controls, '')
    .replaceAll(unseen, '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');

/** The same without secrets. Everything that goes to a screen or into a report passes here; a secret that colours cut in pieces is whole by then. */
export const shownText = (text: string): string => redact(cleanText(text));

/** The same in one line. */
export const shownLine = (text: string): string => shownText(text).replaceAll(/\s+/g, ' ').trim();

/** JSON that says exactly what the value holds and yet does nothing to a terminal, nor to the runner of a CI (`ci-commands.ts`). */
export const shownJson = (value: unknown, indent?: number): string =>
  JSON.stringify(redactStrings(value), undefined, indent)
    .replaceAll(/##(?=[\w.-]*\[)/g, '\\u0023#')
    .replaceAll(/(section_(?:start|end)):/g, '$1\\u003a')
    .replaceAll(
      /[\x7f-\x9f\u2028\u2029\ufffe\uffff]|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu,
      (character) =>
        Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
    );
