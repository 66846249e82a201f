import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnimpLog, type UnmodelledWrite } from './unimp-log.ts';

const hex = (value: bigint | number, digits: number): string => value.toString(16).padStart(digits, '0');

const writes = fc
  .record({
    device: fc.constantFrom('tcm_itcm', 'tcm_dtcm', 'src', 'iomuxc_gpr', 'mu_1_a', 'imx8mp.ocram'),
    offset: fc.nat(0x1ffff),
    bytes: fc.constantFrom(1, 2, 4, 8).chain((size) => fc.uint8Array({ minLength: size, maxLength: size })),
  })
  .map((write) => {
    const value = [...write.bytes].reverse().map((byte) => hex(byte, 2));
    const line = `${write.device}: unimplemented device write (size ${write.bytes.length}, offset 0x${hex(write.offset, 5)}, value 0x${value.join('')})`;
    return { line, write };
  });
const reads = fc.nat(0xffff).map((offset) => ({ line: `gpc: unimplemented device read  (size 4, offset 0x${hex(offset, 4)})` }));
const others = fc.string({ maxLength: 60 }).map((text) => ({ line: `qemu-system-aarch64: ${text.replaceAll('\n', ' ')}` }));
const entries = fc.array(fc.oneof(writes, reads, others), { maxLength: 60 });

/** The text cut at the given places, in any order. */
const pieces = (text: string, cuts: readonly number[]): string[] => {
  const at = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => text.slice(at[index], end));
};

test('every store comes in order and whole, however the stream is cut', () => {
  fc.assert(
    fc.property(entries, fc.array(fc.nat()), (expected, cuts) => {
      const found: UnmodelledWrite[] = [];
      const said: string[] = [];
      const log = new UnimpLog({ write: (write) => found.push(write), other: (line) => said.push(line) });
      for (const piece of pieces(expected.map(({ line }) => `${line}\n`).join(''), cuts)) log.feed(piece);
      log.end();
      const plain = (write: UnmodelledWrite) => ({ ...write, bytes: [...write.bytes] });
      expect(found.map(plain)).toEqual(expected.flatMap((entry) => ('write' in entry ? [plain(entry.write)] : [])));
      expect(said).toEqual(expected.map(({ line }) => line).filter((line) => line.startsWith('qemu-system')));
    }),
  );
});

test('the words of QEMU 10 for a start from Linux', () => {
  const found: UnmodelledWrite[] = [];
  const log = new UnimpLog({ write: (write) => found.push(write) });
  log.feed(
    [
      'tcm_itcm: unimplemented device write (size 8, offset 0x00040, value 0x1122334455667788)',
      'src: unimplemented device read  (size 4, offset 0x000c)',
      'src: unimplemented device write (size 4, offset 0x000c, value 0x0000000e)',
      '',
    ].join('\n'),
  );
  expect(found).toEqual([
    { device: 'tcm_itcm', offset: 0x40, bytes: Buffer.from('8877665544332211', 'hex') },
    { device: 'src', offset: 0x0c, bytes: Buffer.from('0e000000', 'hex') },
  ]);
});

test('a line that never ends is not kept', () => {
  const said: string[] = [];
  const log = new UnimpLog({ write: () => {}, other: (line) => said.push(line) });
  for (let count = 0; count < 1000; count++) log.feed('x'.repeat(1000));
  log.end();
  expect(said.map(({ length }) => length)).toEqual([4096]);
});
