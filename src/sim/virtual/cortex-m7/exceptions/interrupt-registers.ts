import type { PrivateRegister } from '../system-control.ts';
import type { ExceptionState } from './exception-state.ts';

/** Banks of the NVIC with one bit for each interrupt (B3.4). */
interface BitBank {
  readonly name: string;
  readonly base: number;
  readonly of: (state: ExceptionState) => Uint8Array;
  readonly write?: (state: ExceptionState, number: number) => void;
}

const banks: readonly BitBank[] = [
  { name: 'NVIC_ISER', base: 0xe000_e100, of: ({ enabled }) => enabled, write: (state, number) => state.enable(number, true) },
  { name: 'NVIC_ICER', base: 0xe000_e180, of: ({ enabled }) => enabled, write: (state, number) => state.enable(number, false) },
  { name: 'NVIC_ISPR', base: 0xe000_e200, of: ({ pending }) => pending, write: (state, number) => state.pend(number) },
  { name: 'NVIC_ICPR', base: 0xe000_e280, of: ({ pending }) => pending, write: (state, number) => state.unpend(number) },
  { name: 'NVIC_IABR', base: 0xe000_e300, of: ({ active }) => active },
];

const bankBytes = 0x40;
const NVIC_IPR = 0xe000_e400;
const SHPR1 = 0xe000_ed18;

/** Interrupts that the chip does not have read 0 and ignore writes. */
export const interruptRegister = (state: ExceptionState, address: number): PrivateRegister | undefined => {
  const bank = banks.find(({ base }) => address >= base && address < base + bankBytes);
  if (bank) return bitRegister(state, bank, 16 + 8 * (address - bank.base));
  if (address >= NVIC_IPR && address < NVIC_IPR + 0x1f0) return priorityRegister(state, 'NVIC_IPR', 16 + address - NVIC_IPR);
  if (address >= SHPR1 && address < SHPR1 + 12) return priorityRegister(state, 'SHPR', 4 + address - SHPR1);
  return undefined;
};

const bitRegister = (state: ExceptionState, { name, of, write }: BitBank, first: number): PrivateRegister => ({
  name,
  read: () => {
    let word = 0;
    for (let bit = 0; bit < 32; bit++) if (of(state)[first + bit]) word |= 1 << bit;
    return word;
  },
  write: (value) => {
    for (let bit = 0; bit < 32; bit++) if ((value >>> bit) & 1 && first + bit < state.count) write?.(state, first + bit);
  },
});

const priorityRegister = (state: ExceptionState, name: string, first: number): PrivateRegister => ({
  name,
  read: () => {
    let word = 0;
    for (let byte = 0; byte < 4; byte++) word |= (state.priority[first + byte] ?? 0) << (8 * byte);
    return word;
  },
  write: (value) => {
    for (let byte = 0; byte < 4; byte++) if (first + byte < state.count) state.setPriority(first + byte, (value >>> (8 * byte)) & 0xff);
  },
});
