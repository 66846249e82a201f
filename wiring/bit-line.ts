/**
 * What a receiver at one baud rate makes of a transmitter at another, worked out on a line that is sampled sixteen times a bit, as UARTs do: start edge,
 * majority in the middle of each bit, and no byte before the line was high again.
 */
export const bitLine = (bytes: Uint8Array, sentAt: number, readAt: number): Buffer => {
  const line: number[] = [];
  const samplesPerBit = 16;
  const push = (level: number, bits: number): void => {
    for (let sample = 0; sample < bits * samplesPerBit; sample++) line.push(level);
  };
  push(1, 2);
  for (const byte of bytes) {
    push(0, 1);
    for (let bit = 0; bit < 8; bit++) push((byte >> bit) & 1, 1);
    push(1, 1);
  }
  push(1, 12);
  const step = (samplesPerBit * sentAt) / readAt;
  const at = (position: number): number => line[Math.round(position)] ?? 1;
  const read: number[] = [];
  let position = 1;
  while (position < line.length) {
    if (!(at(position) === 0 && at(position - 1) === 1)) {
      position++;
      continue;
    }
    const middle = (bit: number): number => at(position + (bit + 0.5) * step);
    if (middle(0) === 1) {
      position += Math.max(1, Math.round(step / 2));
      continue;
    }
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte |= middle(bit + 1) << bit;
    read.push(byte);
    position = Math.round(position + 9.5 * step);
  }
  return Buffer.from(read);
};

/** Seven data bits and an even parity bit, read as eight data bits. */
export const withParity = (bytes: Uint8Array): Buffer =>
  Buffer.from(
    bytes.map((byte) => {
      const seven = byte & 0x7f;
      const ones = [...seven.toString(2)].filter((digit) => digit === '1').length;
      return seven | (ones % 2 === 0 ? 0 : 0x80);
    }),
  );
