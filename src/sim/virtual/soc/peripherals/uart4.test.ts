import { expect, test } from 'vitest';
import { Uart4 } from './uart4.ts';

/** A little more than 10 bits at 115200 baud. */
const byteNs = 86_806;
const utxd = 0x40;
const ucr1 = 0x80;
const ucr2 = 0x84;
const uts = 0xb4;
const txFull = 1 << 4;

interface Open {
  readonly uart: Uart4;
  readonly sent: number[];
  readonly mishaps: string[];
  readonly lines: boolean[];
}

const openUart = (clock = 24e6): Open => {
  const [sent, mishaps, lines] = [[] as number[], [] as string[], [] as boolean[]];
  const uart = new Uart4({
    send: (byte) => sent.push(byte),
    mishap: (sentence) => mishaps.push(sentence),
    clock: () => clock,
    line: (high) => lines.push(high),
  });
  uart.write(ucr1, 1, 0);
  uart.write(ucr2, 4, 0);
  return { uart, sent, mishaps, lines };
};

/** 115200 baud from 24 MHz undivided. */
const setRate = (uart: Uart4): void => {
  uart.write(0x90, (5 << 7) | (2 << 10) | 1, 0);
  uart.write(0xa4, 15, 0);
  uart.write(0xa8, 207, 0);
};
const second = 1e9;
const text = (bytes: readonly number[]): string => String.fromCharCode(...bytes);
const say = (uart: Uart4, words: string): void => {
  for (const character of words) uart.write(utxd, character.charCodeAt(0), 0);
  uart.advance(second);
};

test('the rate comes from the root clock: the right one is read, another is rubbish, none is silence', () => {
  const [right, double, third, off] = [24e6, 48e6, 8e6, 0].map((clock) => openUart(clock));
  for (const { uart } of [right!, double!, third!, off!]) {
    setRate(uart);
    say(uart, 'hello there');
  }
  expect(text(right!.sent)).toBe('hello there');
  expect(text(double!.sent)).not.toContain('e');
  expect(double!.sent.length).toBeLessThan(11);
  expect(third!.sent.length).toBeGreaterThan(11);
  expect(text(third!.sent)).not.toContain('hello');
  expect([off!.sent, off!.uart.nextAt]).toEqual([[], undefined]);
  expect(right!.mishaps).toEqual([]);
  expect(double!.mishaps[0]).toContain('UART4 sends at 230769 baud, and its console listens at 115200');
});

test('a byte at half the rate is heard as the receiver samples it', () => {
  const { uart, sent } = openUart(12e6);
  setRate(uart);
  uart.write(utxd, 0xff, 0);
  uart.advance(second);
  // Start bit twice as long: its second half is the first data bit.
  expect(sent).toEqual([0xfe]);
});

test('interrupts follow the watermarks and what is let through', () => {
  const { uart, lines } = openUart();
  uart.write(0x90, (5 << 7) | (2 << 10) | 4, 0);
  expect(lines.at(-1)).toBe(false);
  uart.write(ucr1, 1 | (1 << 9), 0);
  uart.receive(Uint8Array.of(1, 2, 3));
  expect(lines.at(-1)).toBe(false);
  uart.receive(Uint8Array.of(4));
  expect(lines.at(-1)).toBe(true);
  uart.read(0);
  expect(lines.at(-1)).toBe(false);
  uart.write(ucr2, 4 | (1 << 3), 0);
  expect(lines.at(-1)).toBe(true);

  uart.write(ucr2, 4, 0);
  uart.write(ucr1, 1 | (1 << 13), 0);
  expect(lines.at(-1)).toBe(true);
  for (const byte of [1, 2, 3]) uart.write(utxd, byte, 0);
  expect(lines.at(-1)).toBe(false);
  uart.advance(2 * byteNs);
  expect(lines.at(-1)).toBe(true);
});

test('shifts bytes out at 115200 baud', () => {
  const { uart, sent } = openUart();
  for (const byte of [1, 2, 3]) uart.write(utxd, byte, 0);
  uart.advance(byteNs - 1);
  expect(sent).toEqual([]);
  uart.advance(2 * byteNs);
  expect(sent).toEqual([1, 2]);
  expect(uart.nextAt).toBeCloseTo(3 * byteNs, -2);
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
