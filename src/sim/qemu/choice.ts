import { z } from 'zod';
import { ConfigError } from '../../core/errors.ts';
import { cacheFolder, type Manifest, prepareCommands, type QemuKind, readManifest } from './prepare/manifest.ts';

/** Which of the boards that were prepared. */
export const choiceFields = {
  /** The QEMU that has an M7, which `npm run qemu:prepare -- --m7` builds, and TF-A in front of U-Boot. */
  m7: z.boolean().optional(),
  /** With `m7`: TF-A as upstream has it, which does not know the calls for the M7. */
  tfA: z.literal('upstream').optional(),
  /** With `m7`: Debian 12's own kernel, in place of the one from its backports. */
  kernel: z.literal('6.1').optional(),
};

const schema = z.strictObject(choiceFields);
export type QemuChoice = z.infer<typeof schema>;

/** Of `JSON.stringify(choice)`. */
export const parseChoice = (text: string): QemuChoice => schema.parse(JSON.parse(text));

export const kindOf = ({ m7 = false }: QemuChoice): QemuKind => (m7 ? 'm7' : 'stock');

/** What was prepared for this board. Throws ConfigError where it was not. */
export const chosenManifest = (choice: QemuChoice, cache: string = cacheFolder()): Manifest => {
  const kind = kindOf(choice);
  const manifest = readManifest(cache, kind);
  const { tfA, kernel } = choice;
  if (kind === 'stock' && (tfA ?? kernel) !== undefined) {
    throw new ConfigError('only the QEMU board with an M7 can have another TF-A or kernel', { remedy: 'give it `m7: true`, too' });
  }
  const { upstreamBl31: bl31, olderEmmc: emmc, olderKernel } = manifest;
  if ((tfA && !bl31) || (kernel && !(emmc && olderKernel))) {
    throw new ConfigError(`the QEMU board in ${cache} was prepared without ${tfA && !bl31 ? "upstream's TF-A" : `a kernel ${kernel}`}`, {
      remedy: `run ${prepareCommands[kind]} again`,
    });
  }
  return { ...manifest, ...(tfA && bl31 ? { bl31 } : {}), ...(kernel && emmc && olderKernel ? { emmc, kernel: olderKernel } : {}) };
};
