import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verdinImx8mp } from '../../../board/models/verdin-imx8mp/verdin-imx8mp.ts';
import { FlatTreeError, readFlatTree, type TreeNode, writeFlatTree } from './flat-tree.ts';
import { hmpOverlay } from './hmp-overlay.ts';
import { readOverlay } from './overlay.ts';

const model = verdinImx8mp.model.virtual;
const device = model.remoteproc.device;

const compiled = (source: string): Uint8Array =>
  new Uint8Array(execFileSync('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb', '-'], { input: `/dts-v1/;\n/plugin/;\n${source}` }));

const own = (extra: string): Uint8Array =>
  compiled(`&{/} {
    reserved-memory {
      #address-cells = <2>; #size-cells = <2>; ranges;
      small: m7@81000000 { no-map; reg = <0 0x81000000 0 0x200000>; };
      ring: vdev0vring0@55000000 { no-map; reg = <0 0x55000000 0 0x8000>; };
    };
    core { compatible = "fsl,imx8mn-cm7"; memory-region = <&ring>, <&small>; ${extra} };
  };`);

describe('an overlay that dtc compiled', () => {
  test('brings the core with its memory in the order of memory-region', () => {
    const { coreMemory, root } = readOverlay(own(''), device);
    expect(coreMemory).toEqual([
      { node: 'vdev0vring0', base: 0x5500_0000, size: 0x8000 },
      { node: 'm7', base: 0x8100_0000, size: 0x20_0000 },
    ]);
    expect(root.flatMap(({ children }) => children.map(({ name }) => name))).toEqual(['reserved-memory', 'core']);
  });

  test('brings none where the core is disabled, is another, or is not there', () => {
    expect(readOverlay(own('status = "disabled";'), device).coreMemory).toBeUndefined();
    expect(readOverlay(own(''), 'imx8mm-cm4').coreMemory).toBeUndefined();
    expect(readOverlay(compiled('&ecspi1 { status = "okay"; };'), device)).toEqual({ root: [], coreMemory: undefined });
  });
});

test('the overlay of the image is one that dtc reads, with the regions of the model', () => {
  const blob = hmpOverlay(model);
  expect(readOverlay(blob, device).coreMemory).toEqual(model.remoteproc.regions);
  const source = execFileSync('dtc', ['-q', '-I', 'dtb', '-O', 'dts', '-'], { input: blob, encoding: 'utf8' });
  expect(source).toContain('compatible = "fsl,imx8mp-cm7";');
  expect(source).toContain('m7@80000000');
});

const name = fc.stringMatching(/^[a-z][a-z0-9,-]{0,8}$/);
const nodeWith = (child: fc.Arbitrary<TreeNode>): fc.Arbitrary<TreeNode> =>
  fc.record({
    name,
    properties: fc.array(fc.tuple(name, fc.uint8Array({ maxLength: 9 })), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    children: fc.array(child, { maxLength: 2 }),
  });
// A tree whose depth is left to chance has no end with some seeds.
const leaf = nodeWith(fc.constant({ name: 'end', properties: new Map(), children: [] }));
const tree = nodeWith(nodeWith(nodeWith(leaf)));

test('what was written is read again', () => {
  fc.assert(
    fc.property(tree, (root) => {
      expect(readFlatTree(writeFlatTree(root))).toEqual(root);
    }),
    { numRuns: 50 },
  );
});

test('whatever is no device tree is refused in words of libfdt', () => {
  const blob = hmpOverlay(model);
  expect(() => readFlatTree(blob.subarray(0, blob.length - 40))).toThrow('FDT_ERR_TRUNCATED');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(blob.length - 1), fc.nat(255), (junk, at, byte) => {
      const spoilt = Uint8Array.from(blob);
      spoilt[at] = byte;
      for (const bytes of [junk, spoilt]) {
        try {
          readFlatTree(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FlatTreeError);
        }
      }
    }),
  );
});
