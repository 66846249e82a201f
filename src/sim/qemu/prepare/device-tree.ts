import { inputSum } from './checksum.ts';
import { image } from './image.ts';
import type { QemuKind } from './manifest.ts';
import type { Made, Workshop } from './step.ts';

/** The board's name in /boot and its file name. */
export const deviceTreeFile = 'imx8mp-verdin-qemu.dtb';

// The first of the sources includes the others.
const trees = {
  stock: { name: 'device-tree', sources: ['verdin-imx8mp-qemu.dts', 'hmp.dtsi'] },
  m7: { name: 'device-tree-m7', sources: ['verdin-imx8mp-qemu-m7.dts', 'verdin-imx8mp-qemu.dts', 'hmp.dtsi'] },
} as const;

/**
 * The kernel's own tree of the board with what differs here. From source, since the compiled trees of Debian's package have no labels to
 * apply an overlay to.
 */
export const makeDeviceTree = (workshop: Workshop, kind: QemuKind, source: Made): Promise<Made> => {
  const { name, sources } = trees[kind];
  const parts = sources.map(image);
  return workshop.make({
    name,
    inputs: [inputSum(import.meta.url, ...parts), source.key],
    make: async (folder, sh) => {
      const include = ['arch/arm64/boot/dts/freescale', 'include'].map((path) => `-I${source.path(path)}`);
      const cpp = ['aarch64-linux-gnu-gcc', '-E', '-nostdinc', '-undef', '-D__DTS__', '-x', 'assembler-with-cpp', ...include];
      await sh`${cpp} -o ${folder}/whole.dts ${parts[0]!}`;
      // -q: the kernel's sources give dozens of style warnings.
      await sh`dtc -q -I dts -O dtb -o ${`${folder}/${deviceTreeFile}`} ${folder}/whole.dts`;
    },
  });
};
