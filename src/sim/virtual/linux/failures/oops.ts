import { type Kernel, level } from '../kernel.ts';
import { type Machine, panic } from './machine.ts';
import { registerDump, taint } from './report-text.ts';
import { isAtLeast, type Task } from './task.ts';

export interface Access {
  readonly address: number;
  readonly isWrite: boolean;
  /** A kernel thread has no page table of its own to look the address up in. */
  readonly byThread: boolean;
}

/** `Unable to handle kernel …` with registers and a call trace; a panic follows where `kernel.panic_on_oops` asks for it. */
export const oops = async (
  machine: Machine,
  task: Task,
  access: Access = { address: 0x10, isWrite: false, byThread: true },
): Promise<void> => {
  const { kernel, parameters } = machine;
  kernel.oopses += 1;
  for (const line of oopsText(machine, task, access)) kernel.printk(level.alert, line);
  kernel.tainted |= taint.die;
  if (parameters.get('panic_on_oops') === 0) return;
  await panic(machine, 'Oops: Fatal exception');
};

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

// A data abort with a translation fault, at level 0 without a page table and at level 2 with a program's; WnR is bit 6 of the syndrome.
const oopsText = ({ kernel, modules, random }: Machine, task: Task, { address, isWrite, byThread }: Access): readonly string[] => {
  const level = byThread ? 0 : 2;
  const syndrome = 0x96000004 + level + (isWrite ? 0x40 : 0);
  const code = hex(syndrome, isAtLeast(kernel, '5.18') ? 16 : 8);
  const table = (): string => `1${hex(random.between(0x100, 0xfff), 5)}000`.padStart(16, '0');
  return [
    `Unable to handle kernel NULL pointer dereference at virtual address ${hex(address, 16)}`,
    'Mem abort info:',
    `  ESR = 0x${code}`,
    '  EC = 0x25: DABT (current EL), IL = 32 bits',
    '  SET = 0, FnV = 0',
    '  EA = 0, S1PTW = 0',
    `  FSC = 0x0${4 + level}: level ${level} translation fault`,
    'Data abort info:',
    ...abortInfo(kernel, syndrome & 0xff, isWrite),
    ...(byThread
      ? [`[${hex(address, 16)}] user address but active_mm is swapper`]
      : [
          `user pgtable: 4k pages, 48-bit VAs, pgdp=${table()}`,
          `[${hex(address, 16)}] pgd=${table()}, p4d=${table()}, pud=${table()}, pmd=0000000000000000`,
        ]),
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
