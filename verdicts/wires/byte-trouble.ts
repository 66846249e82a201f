import type { UartFault } from './uart-fault.ts';

/** What faults that know no lines make of some bytes. */
export const troubled = (bytes: Buffer, faults: readonly UartFault[], chance: () => number): Buffer =>
  faults.reduce((before, fault) => {
    if ('silent' in fault) return Buffer.alloc(0);
    if ('drops' in fault) return before.filter(() => chance() >= fault.drops) as Buffer;
    if ('flips' in fault) return before.map((byte) => (chance() < fault.flips ? byte ^ (1 << Math.floor(chance() * 8)) : byte)) as Buffer;
    if ('rubbish' in fault) return before.map((byte) => misread(byte, chance)) as Buffer;
    return before;
  }, bytes);

// A receiver at a higher rate sees each bit several times: long runs of ones and zeros, hardly ever text.
const misread = (byte: number, chance: () => number): number =>
  [0x00, 0xff, 0xf8, 0x80, 0xe0, 0xfe][(byte + Math.floor(chance() * 3)) % 6]!;
