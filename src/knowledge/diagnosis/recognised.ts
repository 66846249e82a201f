import { socTables } from '../firmware/soc-tables.ts';
import type { Facts } from './facts.ts';
import { type LogLine, quote } from './log-line.ts';

/** One thing that a text is about. */
export interface Recognised {
  readonly what: 'board' | 'SoC' | 'remote core' | 'kernel' | 'U-Boot' | 'TF-A' | 'firmware' | 'OS';
  readonly value: string;
  /** The quoted line that says so. */
  readonly evidence: string;
}

/** What can be told of the board and its software before any cause is looked for. */
export const recognisedIn = (facts: Facts): Recognised[] => {
  const { platform, values } = facts;
  const found: Recognised[] = [];
  const add = (what: Recognised['what'], value: string | undefined, line: LogLine | undefined): void => {
    if (value !== undefined && line) found.push({ what, value, evidence: quote(line) });
  };
  add('board', values.model?.value, values.model?.line);
  const { soc } = platform;
  if (soc)
    add(
      'SoC',
      `${soc.name === 'other' ? otherSoc(soc.called) : socTables[soc.name].name}${soc.isPrinted ? '' : ', by what was written'}`,
      soc.line,
    );
  for (const { number, name, line } of platform.cores) add('remote core', `remoteproc${number} is ${name}`, line);
  add('kernel', values.kernel?.value, values.kernel?.line);
  add('OS', values.distro?.value, values.distro?.line);
  add('U-Boot', values.uBoot?.value, values.uBoot?.line);
  add('TF-A', values.tfA?.value, values.tfA?.line);
  const start = facts.starts.findLast(({ file }) => file !== undefined);
  add('firmware', start && `${start.file}, ${start.bytes} bytes`, start?.booting);
  return found;
};

// The prefix of a driver's name is all that is known of some.
const otherSoc = (called: string): string => (called === 'k3-' ? 'TI K3' : called.toUpperCase());
