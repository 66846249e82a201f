import { z } from 'zod';

// toradex/qt-tezi, tezi.schema and dto/: what the installer reads. Its own schema wants config_format as a number; images of torizoncore-builder have
// it as text, and the installer takes both.
const productIds = z.union([z.string(), z.array(z.string())]);
const rawFile = z.looseObject({ filename: z.string().min(1), product_ids: productIds.optional() });
const content = z.looseObject({
  filename: z.string().min(1).optional(),
  filelist: z.array(z.string().min(1)).optional(),
  rawfiles: z.array(rawFile).optional(),
});
const device = z.looseObject({
  name: z.string().min(1),
  content: content.optional(),
  partitions: z.array(z.looseObject({ content: content.optional() })).optional(),
  ubivolumes: z.array(z.looseObject({ content: content.optional() })).optional(),
});
const file = z.string().min(1).optional();

export const imageJson = z
  .looseObject({
    config_format: z.union([z.int().min(1), z.string().regex(/^\d+$/, 'expected a number')]),
    name: z.string().min(1),
    version: z.string().optional(),
    supported_product_ids: z.array(z.string().regex(/^\d{4}$/, "expected product numbers of four digits such as '0058'")).min(1),
    u_boot_env: file,
    prepare_script: file,
    wrapup_script: file,
    error_script: file,
    marketing: file,
    icon: file,
    license: file,
    releasenotes: file,
    blockdevs: z.array(device).min(1).optional(),
    mtddevs: z.array(device).min(1).optional(),
  })
  .refine(({ blockdevs, mtddevs }) => (blockdevs === undefined) !== (mtddevs === undefined), {
    message: 'expected blockdevs for an eMMC, or mtddevs for raw NAND, and not both',
  });
export type ImageJson = z.infer<typeof imageJson>;

const named = ['u_boot_env', 'prepare_script', 'wrapup_script', 'error_script', 'marketing', 'icon', 'license', 'releasenotes'] as const;

/** Every file beside image.json that it names, once each. */
export const filesOf = (image: ImageJson): readonly string[] => {
  const devices = [...(image.blockdevs ?? []), ...(image.mtddevs ?? [])];
  const contents = devices.flatMap(({ content: own, partitions = [], ubivolumes = [] }) =>
    [own, ...[...partitions, ...ubivolumes].map((part) => part.content)].filter((each) => each !== undefined),
  );
  const inside = contents.flatMap(({ filename, filelist = [], rawfiles = [] }) => [
    ...(filename === undefined ? [] : [filename]),
    // Since format 3 an entry is `file:folder on the board:unpack`.
    ...filelist.map((entry) => entry.split(':')[0]!),
    ...rawfiles.map((raw) => raw.filename),
  ]);
  return [...new Set([...named.flatMap((key) => image[key] ?? []), ...inside])];
};
