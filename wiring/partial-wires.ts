import type { Address } from '../verdicts/wires/loopback.ts';
import type { Wires } from './wires.ts';

/** A console on which the board says nothing before a line that ends so. */
export const heardFrom = (wires: Wires, far: Address, prompt: RegExp): Promise<Address> => {
  let line = '';
  let isOpen = false;
  return wires.changing(far, (bytes) => {
    if (isOpen) return bytes;
    line = `${line}${bytes.toString('latin1')}`.split('\n').at(-1)!;
    isOpen = prompt.test(line);
    return isOpen ? Buffer.from(line, 'latin1') : Buffer.alloc(0);
  });
};
