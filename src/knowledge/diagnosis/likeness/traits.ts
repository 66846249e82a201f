import { eventsIn } from '../words/events.ts';
import type { Glossed } from '../words/glossed.ts';

/** What a sentence has in common with others of its kind, each trait as often as it stands there. */
export type Traits = ReadonlyMap<string, number>;

const soc = / (?:i\.?mx ?-?\d\w*(?: ?m (?:mini|nano|plus|quad))?|verdin|colibri|apalis)(?= |$)/g;
const mCore =
  /\b(?:(?:arm )?cortex[- ]?m\d*f?|c?m[47](?:_?\d)?f?|m33|m[- ]?core|mcu|co-?processor|(?:auxiliary|remote|real[- ]time) (?:core|processor))\b/g;
const aCore = /\b(?:(?:arm )?cortex[- ]?a\d*|a(?:53|72|35|55|7|9)s?|a[- ]?core)\b/g;

// Boards, cores and numbers differ from post to post, and the fault does not.
const plain = (text: string): string =>
  ` ${text.toLowerCase()}`
    .replace(/[`"“”‘’]/g, "'")
    .replace(/\bcan ?not\b|\bcan'?t\b/g, 'can not')
    .replace(/n'o?t\b/g, ' not')
    .replace(soc, ' socname')
    .replace(mCore, 'mcore')
    .replace(aCore, 'acore')
    .replace(/\bu-? ?boot\b|\bboot ?loader\b/g, 'uboot')
    .replace(/0x[0-9a-f]+/g, 'hexnum')
    .replace(/(?<![\w.])-(\d+)\b/g, 'errno$1')
    .replace(/\b\d+(?:\.\d+)*\b/g, 'num');

const unsaying = new Set(
  'the a an of to and or in on at is are was were be been it its this that these those i we my our you your they he she with for from as by so but if then than there here have has had do does did could would should will may might me us am'.split(
    ' ',
  ),
);

const endings = ['ings', 'ing', 'edly', 'ied', 'ed', 'ies', 'es', 's', 'ly'];
const stemOf = (word: string): string => {
  const ending = endings.find((each) => word.endsWith(each) && word.length > each.length + 3);
  if (ending === undefined) return word.endsWith('e') && word.length > 4 ? word.slice(0, -1) : word;
  return `${word.slice(0, -ending.length)}${ending.startsWith('ie') ? 'y' : ''}`;
};

const stemsOf = (text: string): string[] =>
  (plain(text).match(/[a-z0-9_/]+(?:'[a-z]+)?/g) ?? [])
    .map((word) => word.replace(/'s$/, ''))
    .filter((word) => word.length > 1 && !unsaying.has(word))
    .map(stemOf);

/** Letters of a word that its kin share, too: `disappearance`, `disappearing`. */
const beginning = 4;

/** Stems, their beginnings, pairs of neighbours, and what the events of it are: who, what, under which circumstances. */
export const traitsOf = (sentences: readonly Glossed[]): Traits => {
  const traits = new Map<string, number>();
  const add = (trait: string): void => {
    traits.set(trait, (traits.get(trait) ?? 0) + 1);
  };
  for (const { gloss } of sentences)
    for (const part of gloss.split(/(?<=[.!?;])\s+|\n/)) {
      const stems = stemsOf(part);
      for (const [index, stem] of stems.entries()) {
        add(stem);
        if (stem.length > beginning) add(`${stem.slice(0, beginning)}~`);
        if (index > 0) add(`${stems[index - 1]} ${stem}`);
      }
    }
  for (const { about, what, when } of eventsIn(sentences))
    for (const outcome of what) {
      add(`=${outcome}`);
      if (about) add(`${about}=${outcome}`);
      for (const circumstance of when) add(`=${outcome}@${circumstance}`);
    }
  return traits;
};
