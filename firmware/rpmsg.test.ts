import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SimpleBoard } from './simple-board.ts';

// Linux's side of the rings, laid out as vring_init does for 256 buffers aligned to 4096.
const available = 4096;
const used = 8192;
const bufferBytes = 512;
const mu = { base: 0x30ab0000, kicked: 0x04, received: 0x14, status: 0x20, control: 0x24, canSend: 1 << 22, isFull: 1 << 26 };

class Linux {
  readonly board = new SimpleBoard();
  readonly rings: readonly DataView[];
  readonly buffers: DataView;
  readonly unit: DataView;

  constructor(image: string) {
    const memory = (base: number, bytes: number): DataView => new DataView(this.board.addMemory(base, bytes).buffer);
    const itcm = memory(0, 0x20000);
    memory(0x20000000, 0x20000);
    this.rings = [memory(0x55000000, 0x8000), memory(0x55008000, 0x8000)];
    this.buffers = memory(0x55400000, 0x100000);
    this.unit = memory(mu.base, 0x100);
    this.board.onRead(mu.base + mu.received, () => this.status(mu.canSend));
    const elf = readFileSync(`firmware/prebuilt/${image}.elf`);
    const at = elf.readUInt32LE(28);
    new Uint8Array(itcm.buffer).set(elf.subarray(elf.readUInt32LE(at + 4), elf.readUInt32LE(at + 4) + elf.readUInt32LE(at + 16)));
    this.board.reset();
  }

  /** RIE1 in CR lets RF1 of SR interrupt. */
  status(bits: number): void {
    this.unit.setUint32(mu.status, bits, true);
    this.board.raise((bits & this.unit.getUint32(mu.control, true) & mu.isFull) !== 0);
  }

  /** Offers buffer `index` of the whole area on a ring. */
  offer(ring: 0 | 1, index: number): void {
    const view = this.rings[ring]!;
    const slot = view.getUint16(available + 2, true);
    view.setUint32(16 * slot, 0x55400000 + index * bufferBytes, true);
    view.setUint16(available + 4 + 2 * slot, slot, true);
    view.setUint16(available + 2, slot + 1, true);
  }

  usedBy(ring: 0 | 1): number {
    return this.rings[ring]!.getUint16(used + 2, true);
  }

  message(index: number): { source: number; destination: number; data: Buffer } {
    const at = index * bufferBytes;
    const length = this.buffers.getUint16(at + 12, true);
    return {
      source: this.buffers.getUint32(at, true),
      destination: this.buffers.getUint32(at + 4, true),
      data: Buffer.from(this.buffers.buffer, at + 16, length),
    };
  }

  write(index: number, source: number, destination: number, text: string): void {
    const at = index * bufferBytes;
    this.buffers.setUint32(at, source, true);
    this.buffers.setUint32(at + 4, destination, true);
    this.buffers.setUint16(at + 12, text.length, true);
    Buffer.from(this.buffers.buffer).write(text, at + 16);
  }
}

// One looks into its mailbox on every wake-up; the other is interrupted by it.
describe.each(['tcm-rpmsg', 'tcm-rpmsg-interrupt'])('%s', (image) => {
  test('a word left in the mailbox before the start is no kick', () => {
    const linux = new Linux(image);
    for (let index = 0; index < 4; index++) linux.offer(0, index);
    linux.status(mu.canSend | mu.isFull);
    expect(linux.board.run(/tick=1 /, 500_000)).not.toContain('link=up');
  });

  test('the first kick announces the channel, and every message comes back', () => {
    const linux = new Linux(image);
    linux.status(mu.canSend);
    linux.board.run(/tick=1 /, 500_000);
    for (let index = 0; index < 4; index++) linux.offer(0, index);

    linux.status(mu.canSend | mu.isFull);
    expect(linux.board.run(/tick=2 /, 500_000)).toContain(`hil-m7 ${image} link=up\r\n`);
    expect(linux.usedBy(0)).toBe(1);
    const announcement = linux.message(0);
    expect(announcement).toMatchObject({ source: 30, destination: 53 });
    expect(announcement.data.subarray(0, 27).toString()).toBe('rpmsg-virtual-tty-channel-1');
    expect([announcement.data.readUInt32LE(32), announcement.data.readUInt32LE(36)]).toEqual([30, 0]);

    for (const [index, text] of ['hello world!', 'is anybody there?'].entries()) {
      linux.write(256 + index, 0x400, 30, text);
      linux.offer(1, 256 + index);
    }
    linux.status(mu.canSend | mu.isFull);
    linux.board.run(/tick=3 /, 500_000);
    expect(linux.message(1)).toEqual({ source: 30, destination: 0x400, data: Buffer.from('hello world!') });
    expect(linux.message(2)).toEqual({ source: 30, destination: 0x400, data: Buffer.from('is anybody there?') });
    expect([linux.usedBy(0), linux.usedBy(1)]).toEqual([3, 2]);
    expect(linux.unit.getUint32(mu.kicked, true)).toBe(1 << 16);
  });
});
