import { inputSum } from './checksum.ts';
import { image } from './image.ts';
import type { QemuKind } from './manifest.ts';
import type { Made, Shell, Workshop } from './step.ts';

/** The board's name in /boot and its file name. */
export const deviceTreeFile = 'imx8mp-verdin-qemu.dtb';
/** What brings the M7 to Linux: below overlays/ there, named by overlays.txt, both as on a reference image of the board's maker. */
export const hmpOverlayFile = 'verdin-imx8mp_hmp_overlay.dtbo';

const overlaySource = 'hmp-overlay.dtso';
// The first of the sources includes the others.
const trees = {
  stock: { name: 'device-tree', sources: ['verdin-imx8mp-qemu.dts'], defines: [] },
  m7: { name: 'device-tree-m7', sources: ['verdin-imx8mp-qemu-m7.dts', 'verdin-imx8mp-qemu.dts'], defines: ['-DWITH_TF_A'] },
} as const;

/**
 * The kernel's own tree of the board with what differs here, and the overlay for the M7. From source, since the compiled trees of Debian's
 * package have no labels to apply an overlay to.
 */
export const makeDeviceTree = (workshop: Workshop, kind: QemuKind, source: Made): Promise<Made> => {
  const { name, sources, defines } = trees[kind];
  const [tree, overlay] = [sources[0], overlaySource].map(image) as [string, string];
  return workshop.make({
    name,
    inputs: [inputSum(import.meta.url, ...[...sources, overlaySource].map(image)), source.key],
    make: async (folder, sh) => {
      const include = ['arch/arm64/boot/dts/freescale', 'include'].map((path) => `-I${source.path(path)}`);
      await compile(tree, deviceTreeFile, [...include, ...defines], folder, sh);
      await compile(overlay, hmpOverlayFile, [...include, ...defines], folder, sh);
    },
  });
};

const compile = async (from: string, to: string, options: readonly string[], folder: string, sh: Shell): Promise<void> => {
  const cpp = ['aarch64-linux-gnu-gcc', '-E', '-nostdinc', '-undef', '-D__DTS__', '-x', 'assembler-with-cpp', ...options];
  await sh`${cpp} -o ${folder}/whole.dts ${from}`;
  // -@: an overlay refers to labels. -q: the kernel's sources give dozens of style warnings.
  await sh`dtc -q -@ -I dts -O dtb -o ${`${folder}/${to}`} ${folder}/whole.dts`;
  await sh`rm ${folder}/whole.dts`;
};
