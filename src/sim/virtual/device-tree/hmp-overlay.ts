import type { VirtualModel, VirtualRegion } from '../../../core/virtual-model.ts';
import { type TreeNode, words, writeFlatTree } from './flat-tree.ts';

/** The HMP overlay of the image: reserved memory and the node of the M-core, as verdin-imx8mp_hmp_overlay.dts has them. */
export const hmpOverlay = ({ remoteproc }: VirtualModel): Uint8Array =>
  overlayOf([
    node(
      'reserved-memory',
      { '#address-cells': words(2), '#size-cells': words(2), ranges: new Uint8Array() },
      remoteproc.regions.map(region),
    ),
    node(remoteproc.device, {
      compatible: text(`fsl,${remoteproc.device}`),
      'memory-region': words(...remoteproc.regions.map((_, index) => index + 1)),
      'fsl,startup-delay-ms': words(500),
    }),
  ]);

/** An overlay that is of no account for the M-core. */
export const otherOverlay = (): Uint8Array => overlayOf([]);

const overlayOf = (children: readonly TreeNode[]): Uint8Array =>
  writeFlatTree(node('', {}, [node('fragment@0', { 'target-path': text('/') }, [node('__overlay__', {}, children)])]));

const region = ({ node: name, base, size }: VirtualRegion, index: number): TreeNode =>
  node(`${name}@${base.toString(16)}`, {
    reg: words(Math.floor(base / 2 ** 32), base, Math.floor(size / 2 ** 32), size),
    phandle: words(index + 1),
  });

const node = (name: string, properties: Readonly<Record<string, Uint8Array>>, children: readonly TreeNode[] = []): TreeNode => ({
  name,
  properties: new Map(Object.entries(properties)),
  children,
});

const text = (value: string): Uint8Array => Buffer.from(`${value}\0`, 'latin1');
