import { type Kernel, level } from '../kernel.ts';
import { type Machine, panic } from './machine.ts';
import { registerDump, taint } from './report-text.ts';
import { isAtLeast, type Task } from './task.ts';

export interface Access {
  readonly address: number;
  readonly isWrite: boolean;
}

/** `Unable to handle kernel …` with registers and a call trace; a panic follows where `kernel.panic_on_oops` asks for it. */
export const oops = async (machine: Machine, task: Task, access: Access = { address: 0x10, isWrite: false }): Promise<void> => {
  const { kernel, parameters } = machine;
  kernel.oopses += 1;
  for (const line of oopsText(machine, task, access)) kernel.printk(level.alert, line);
  kernel.tainted |= taint.die;
  if (parameters.get('panic_on_oops') === 0) return;
  await panic(machine, 'Oops: Fatal exception');
};

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

// A translation fault at level 0 of a data abort; WnR is bit 6 of the syndrome.
const oopsText = ({ kernel, modules }: Machine, task: Task, { address, isWrite }: Access): readonly string[] => {
  const syndrome = 0x96000004 + (isWrite ? 0x40 : 0);
  const code = hex(syndrome, isAtLeast(kernel, '5.18') ? 16 : 8);
  return [
    `Unable to handle kernel NULL pointer dereference at virtual address ${hex(address, 16)}`,
    'Mem abort info:',
    `  ESR = 0x${code}`,
    '  EC = 0x25: DABT (current EL), IL = 32 bits',
    '  SET = 0, FnV = 0',
    '  EA = 0, S1PTW = 0',
    '  FSC = 0x04: level 0 translation fault',
    'Data abort info:',
    ...abortInfo(kernel, syndrome & 0xff, isWrite),
    `[${hex(address, 16)}] user address but active_mm is swapper`,
    `Internal error: Oops: ${code} [#${kernel.oopses}] ${isAtLeast(kernel, '6.12') ? 'SMP' : 'PREEMPT SMP'}`,
    `Modules linked in: ${modules()}`,
    ...registerDump(kernel, task),
    'Code: f9400660 b4000080 f9400c01 b4000041 (f9400821) ',
    '---[ end trace 0000000000000000 ]---',
  ];
};

const abortInfo = (kernel: Kernel, iss: number, isWrite: boolean): readonly string[] =>
  isAtLeast(kernel, '6.5')
    ? [
        `  ISV = 0, ISS = 0x${hex(iss, 8)}, ISS2 = 0x00000000`,
        `  CM = 0, WnR = ${Number(isWrite)}, TnD = 0, TagAccess = 0`,
        '  GCS = 0, Overlay = 0, DirtyBit = 0, Xs = 0',
      ]
    : [`  ISV = 0, ISS = 0x${hex(iss, 8)}`, `  CM = 0, WnR = ${Number(isWrite)}`];
