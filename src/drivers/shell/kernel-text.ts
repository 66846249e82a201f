// printk's time stamp; with CONFIG_PRINTK_CALLER another bracket follows.
const kernelLine = '\\[ *\\d+\\.\\d{6}\\][^\\n]*\\n';

/** A pattern for a text in which the kernel's lines may stand anywhere. */
export const amidKernel = (text: string): string =>
  [...text].map((letter) => (letter === '\n' ? '\\n' : letter.replace(/[^\w-]/, '\\$&'))).join(`(?:${kernelLine})*`);

/** The same for characters of a class, one or more. */
export const runAmidKernel = (characters: string): string => `(?:${characters}|${kernelLine})+`;

export const withoutKernel = (text: string): string => text.replace(new RegExp(kernelLine, 'g'), '');

/**
 * What a command may have printed, where the kernel may have written to the same UART: as it came, and without the kernel's lines, be they lines of
 * their own or in the middle of another. `end`: the sentence behind the output, of which copies may stand there that the kernel broke.
 */
export const outputCandidates = (text: string, end: string): readonly string[] => {
  const broken = new RegExp(`${amidKernel(end)}${runAmidKernel('[^\\n[]')}\\n(?:${kernelLine})*$`);
  let whole = text;
  for (let copy = 0; copy < 3; copy++) whole = whole.replace(broken, '');
  const ownLines = whole.replace(new RegExp(`^${kernelLine}`, 'gm'), '');
  const anywhere = withoutKernel(whole);
  return [...new Set([whole, anywhere, ownLines])];
};
