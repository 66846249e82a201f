/** Bits on the line from the start bit on: 8N1, least significant bit first, one character right behind the other as a boot loader sends them. */
const bitsOf = (bytes: Uint8Array): readonly number[] =>
  [...bytes].flatMap((byte) => [0, ...Array.from({ length: 8 }, (_, index) => (byte >> index) & 1), 1]);

/** What a receiver set to `readAt` baud makes of bytes that were sent at `sentAt` baud. A byte without a stop bit is kept, as Linux does where INPCK is off. */
export const misread = (bytes: Uint8Array, sentAt: number, readAt: number): Uint8Array => {
  const bits = bitsOf(bytes);
  const ratio = sentAt / readAt;
  const level = (time: number): number => bits[Math.floor(time)] ?? 1;
  const read: number[] = [];
  // In bits of the sender.
  let now = 0;
  while (now < bits.length) {
    const start = fallingEdge(bits, now);
    if (start === undefined) break;
    const sample = (index: number): number => level(start + (index + 0.5) * ratio);
    now = start + 9.5 * ratio;
    if (sample(0) === 1) now = start + 0.5 * ratio;
    else read.push([1, 2, 3, 4, 5, 6, 7, 8].reduce((byte, index) => byte | (sample(index) << (index - 1)), 0));
  }
  return Uint8Array.from(read);
};

/** Where the line goes low, at or behind a time; a line that is low already has to be high first. */
const fallingEdge = (bits: readonly number[], from: number): number | undefined => {
  for (let index = Math.floor(from); index < bits.length; index++) {
    const before = index === 0 ? 1 : bits[index - 1];
    if (bits[index] === 0 && before === 1 && index >= from) return index;
  }
  return undefined;
};
