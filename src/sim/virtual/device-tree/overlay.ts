import type { VirtualRegion } from '../../../core/virtual-model.ts';
import { readFlatTree, type TreeNode } from './flat-tree.ts';

/** What U-Boot laid over the device tree. */
export interface AppliedOverlay {
  /** What goes into the root, such as reserved memory. What goes to labels of the base tree is not followed. */
  readonly root: readonly TreeNode[];
  /** The memory of the M-core, in the driver's order; undefined where the overlay brings no core. */
  readonly coreMemory: readonly VirtualRegion[] | undefined;
}

/** Throws FlatTreeError for what is no device tree. `core`: the device of the model, such as `imx8mp-cm7`. */
export const readOverlay = (blob: Uint8Array, core: string): AppliedOverlay => {
  const fragments = readFlatTree(blob).children.flatMap((fragment) =>
    fragment.children.filter(({ name }) => name === '__overlay__').map((content) => ({ fragment, content })),
  );
  const all = fragments.flatMap(({ content }) => nodesIn(content));
  return {
    root: fragments.filter(({ fragment }) => textOf(fragment, 'target-path') === '/').map(({ content }) => content),
    coreMemory: coreMemoryOf(all, core),
  };
};

/** The same of a device tree with all that it needs in it. Throws FlatTreeError. */
export const readWholeTree = (blob: Uint8Array, core: string): AppliedOverlay => {
  const root = readFlatTree(blob);
  return { root: [root], coreMemory: coreMemoryOf(nodesIn(root), core) };
};

const coreMemoryOf = (all: readonly TreeNode[], core: string): readonly VirtualRegion[] | undefined => {
  const node = all.find((each) => isCore(each, core) && textOf(each, 'status') !== 'disabled');
  return node && cellsOf(node, 'memory-region').flatMap((phandle) => regionsOf(all, phandle));
};

const nodesIn = (node: TreeNode): readonly TreeNode[] => [node, ...node.children.flatMap(nodesIn)];

// imx_rproc.c: the i.MX 8M Plus shares the table of the 8M Nano, and NXP's device trees name that one.
const isCore = (node: TreeNode, core: string): boolean =>
  (textOf(node, 'compatible') ?? '').split('\0').some((name) => [`fsl,${core}`, `fsl,${core.replace('imx8mp', 'imx8mn')}`].includes(name));

const regionsOf = (nodes: readonly TreeNode[], phandle: number): VirtualRegion[] =>
  nodes
    .filter((node) => cellsOf(node, 'phandle')[0] === phandle)
    .map((node) => {
      const [high = 0, low = 0, highSize = 0, lowSize = 0] = cellsOf(node, 'reg');
      return { node: node.name.replace(/@.*$/, ''), base: high * 2 ** 32 + low, size: highSize * 2 ** 32 + lowSize };
    });

const textOf = ({ properties }: TreeNode, name: string): string | undefined => {
  const value = properties.get(name);
  return value && Buffer.from(value).toString('latin1').replace(/\0$/, '');
};

const cellsOf = ({ properties }: TreeNode, name: string): readonly number[] => {
  const value = Buffer.from(properties.get(name) ?? []);
  return Array.from({ length: Math.floor(value.length / 4) }, (_, index) => value.readUInt32BE(index * 4));
};
