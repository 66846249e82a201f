import { containerOf } from './containers.ts';

export interface OtherFormat {
  readonly sentence: string;
  readonly remedy: string;
}

const madeFrom = (kind: string): string => `give remoteproc the .elf that the ${kind} was made from`;

/** What a file is that is no ELF, and what to do about it. */
export const otherFormat = (content: Uint8Array): OtherFormat => {
  const container = containerOf(content);
  if (!container)
    return { sentence: 'the file is not an ELF: remoteproc takes no .bin', remedy: `${madeFrom('.bin')}; the .bin is for bootaux` };
  const { says, advice = 'give the .elf that the build made: `file` says what a file is', source } = container;
  return { sentence: `the file is not an ELF: ${says}`, remedy: source ? madeFrom(source) : advice };
};
