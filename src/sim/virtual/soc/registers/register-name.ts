import type { VirtualCore } from '../../../../core/virtual-model.ts';
import { clockRegisterName } from './clock-names.ts';
import { peripheralAt } from './peripheral-table.ts';
import { type RegisterKind, registerNames } from './register-names.ts';

interface NamedRegister {
  readonly name: string;
  readonly offset: number;
  readonly step: number;
  /** Undefined for a single register. */
  readonly count: number | undefined;
}

const hexOf = (text: string | undefined): number => Number.parseInt(text ?? '0', 16);

const parse = (text: string): NamedRegister => {
  const [, name, offset, step, count] = /^(\w+)@([\da-f]+)(?:\+([\da-f]+)\*(\d+))?$/.exec(text)!;
  return { name: name!, offset: hexOf(offset), step: hexOf(step), count: count === undefined ? undefined : Number(count) };
};

const parsed = new Map<RegisterKind, readonly NamedRegister[]>();
const registersOf = (kind: RegisterKind): readonly NamedRegister[] => {
  const known = parsed.get(kind) ?? registerNames[kind].trim().split(/\s+/).map(parse);
  parsed.set(kind, known);
  return known;
};

const nameIn = (kind: RegisterKind, offset: number): string | undefined => {
  for (const { name, offset: first, step, count } of registersOf(kind)) {
    if (count === undefined ? offset === first : false) return name;
    const index = count === undefined ? -1 : (offset - first) / step;
    if (Number.isInteger(index) && index >= 0 && index < count!) return `${name}${index}`;
  }
  return undefined;
};

/** `I2C3 I2CR`, `CCM CCGR76 (UART4)`; the peripheral alone where its register has no name here, and `a peripheral` where there is none. */
export const registerName = (core: VirtualCore, address: number): string => {
  const peripheral = peripheralAt(core, address);
  if (!peripheral) return 'a peripheral';
  const offset = address & 0xffff;
  const register = peripheral.name === 'CCM' ? clockRegisterName(offset) : peripheral.registers && nameIn(peripheral.registers, offset);
  return register === undefined ? peripheral.name : `${peripheral.name} ${register}`;
};
