import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is taken from which file of the kernel, in the order in which C needs it. `whole`: the file itself. */
const parts: readonly (readonly [file: string, wanted: readonly string[] | 'whole'])[] = [
  ['include/linux/rsc_table.h', 'whole'],
  ['include/linux/remoteproc.h', ['struct rproc_mem_entry', 'struct rproc_vring', 'struct rproc_vdev']],
  ['drivers/remoteproc/remoteproc_internal.h', ['struct rproc_debug_trace', 'struct rproc_vdev_data']],
  ['include/uapi/linux/virtio_ring.h', ['vring_size']],
  [
    'drivers/remoteproc/remoteproc_core.c',
    [
      'rproc_da_to_va',
      'rproc_find_carveout_by_name',
      'rproc_check_carveout_da',
      'rproc_add_carveout',
      'rproc_mem_entry_init',
      'rproc_alloc_vring',
      'rproc_parse_vring',
      'rproc_handle_vdev',
      'rproc_handle_trace',
      'rproc_handle_devmem',
      'rproc_handle_carveout',
      'rproc_loading_handlers',
      'struct rproc_rsc_cb_data',
      'rproc_handle_rsc_entry',
      'rproc_handle_resources',
    ],
  ],
  ['drivers/remoteproc/remoteproc_elf_helpers.h', 'whole'],
  [
    'drivers/remoteproc/remoteproc_elf_loader.c',
    ['rproc_elf_sanity_check', 'rproc_elf_load_segments', 'find_table', 'rproc_elf_load_rsc_table'],
  ],
  ['drivers/remoteproc/imx_rproc.h', 'whole'],
  [
    'drivers/remoteproc/imx_rproc.c',
    [
      '#define IMX_RPROC_MEM_MAX',
      'struct imx_rproc_mem',
      '#define ATT_OWN',
      '#define ATT_IOMEM',
      '#define ATT_CORE_MASK',
      'imx_rproc_att_imx8mn',
      'imx_rproc_da_to_sys',
      'imx_rproc_da_to_va',
      'imx_rproc_mem_alloc',
      'imx_rproc_mem_release',
      'imx_rproc_prepare',
      'imx_rproc_addr_init',
    ],
  ],
];

/** The driver's own state, without what the extracted functions do not touch. */
const driverState = `struct imx_rproc {
	struct device *dev;
	struct rproc *rproc;
	const struct imx_rproc_dcfg *dcfg;
	struct imx_rproc_mem mem[IMX_RPROC_MEM_MAX];
	void __iomem *rsc_table;
	u32 core_index;
};`;

/** The functions of one kernel's remoteproc, as one text of C. Throws when the source lacks one that every kernel from 6.1 on has. */
export const kernelFunctions = (source: string): string =>
  parts
    .map(([file, wanted]) => {
      const text = readFileSync(join(source, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
      if (wanted === 'whole') return text;
      return wanted.map((name) => `${name === 'imx_rproc_att_imx8mn' ? `${driverState}\n` : ''}${taken(text, name, file)}`).join('\n\n');
    })
    .join('\n\n');

/** True when the folder holds a kernel's source. */
export const isKernelSource = (folder: string): boolean => existsSync(join(folder, 'include/linux/rsc_table.h'));

const taken = (text: string, name: string, file: string): string => {
  const found = name.startsWith('#define')
    ? new RegExp(`^${name}\\b.*$`, 'm').exec(text)?.[0]
    : name.startsWith('struct')
      ? new RegExp(`^${name} \\{[\\s\\S]*?^\\}[^;]*;`, 'm').exec(text)?.[0]
      : (functionOf(text, name) ?? new RegExp(`^static [^;\\n]*\\b${name}\\[[^\\]]*\\] = \\{[\\s\\S]*?^\\};`, 'm').exec(text)?.[0]);
  if (found === undefined && name !== '#define ATT_CORE_MASK') throw new Error(`${file} has no ${name}`);
  return found ?? '';
};

// A definition begins in the first column and has its body before any semicolon; its return type may stand on the line before.
const functionOf = (text: string, name: string): string | undefined => {
  for (const { index } of text.matchAll(new RegExp(`\\b${name}\\(`, 'g'))) {
    const line = text.lastIndexOf('\n', index) + 1;
    if (/\s/.test(text[line]!) || /;/.test(text.slice(index, text.indexOf('{', index)))) continue;
    const start = line === index ? text.lastIndexOf('\n', line - 2) + 1 : line;
    return text.slice(start, text.indexOf('\n}', index) + 2);
  }
  return undefined;
};
