import { findsNothing } from '../core/finds-nothing.ts';
import type { LabDefinition } from './lab.ts';

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index));

/** A text that is nobody's and that a pattern finds all the same; undefined where it takes more. */
const anybodys = (pattern: RegExp): string | undefined => {
  if (findsNothing(pattern)) return '';
  const fresh = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  const single = printable.filter((character) => fresh.test(character));
  return single.length > 1 ? single[0] : undefined;
};

/** Why a pattern proves no life, since an image that is dead or another one could have printed what it finds; undefined where it may. */
export const provesNothing = (pattern: RegExp): string | undefined => {
  const found = anybodys(pattern);
  if (found === undefined) return undefined;
  const what = found === '' ? 'nothing at all' : `the lone character ${JSON.stringify(found)}`;
  return `${pattern} finds ${what}, too: write what only this image prints`;
};

export const proofMistakes = ({ firmware = {} }: LabDefinition): string[] =>
  Object.entries(firmware).flatMap(([name, { proof }]) => {
    const why = proof && provesNothing(proof.prints);
    return why === undefined ? [] : [`firmware.${name}.proof.prints: ${why}`];
  });
