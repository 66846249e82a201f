import { expect, test } from 'vitest';
import { Uart4 } from './uart4.ts';

const byteNs = 86_806;
const utxd = 0x40;
const ucr1 = 0x80;
const ucr2 = 0x84;
const uts = 0xb4;
const txFull = 1 << 4;

const openUart = (): { uart: Uart4; sent: number[]; mishaps: string[] } => {
  const [sent, mishaps] = [[] as number[], [] as string[]];
  const uart = new Uart4(
    (byte) => sent.push(byte),
    (sentence) => mishaps.push(sentence),
  );
  uart.write(ucr1, 1, 0);
  uart.write(ucr2, 4, 0);
  return { uart, sent, mishaps };
};

test('shifts bytes out at 115200 baud', () => {
  const { uart, sent } = openUart();
  for (const byte of [1, 2, 3]) uart.write(utxd, byte, 0);
  uart.advance(byteNs - 1);
  expect(sent).toEqual([]);
  uart.advance(2 * byteNs);
  expect(sent).toEqual([1, 2]);
  expect(uart.nextAt).toBe(3 * byteNs);
  uart.advance(9 * byteNs);
  expect(sent).toEqual([1, 2, 3]);
  expect(uart.nextAt).toBeUndefined();
});

test('a full FIFO says so, and loses what is written all the same', () => {
  const { uart, sent, mishaps } = openUart();
  for (let byte = 0; byte < 33; byte++) {
    expect(uart.read(uts) & txFull).toBe(byte < 32 ? 0 : txFull);
    uart.write(utxd, byte, 0);
  }
  expect(mishaps).toEqual([expect.stringContaining('full transmit FIFO')]);
  uart.advance(40 * byteNs);
  expect(sent).toHaveLength(32);
});

test('what comes in can be read once', () => {
  const { uart } = openUart();
  uart.receive(Uint8Array.of(0x41));
  expect(uart.read(0x98) & 1).toBe(1);
  expect(uart.read(0)).toBe(0x8041);
  expect(uart.read(0)).toBe(0);
});
