import { type Kernel, level } from '../kernel.ts';
import { isAtLeast, type Task } from './task.ts';

// In the order and with the letters of taint_flags[] in kernel/panic.c; a flag that is not set is a space, but for the first.
const taintLetters = 'PFSRMBUDAWCIOELKXTN';
const taintNames: Record<string, string> = {
  P: 'PROPRIETARY_MODULE',
  D: 'DIE',
  W: 'WARN',
  O: 'OOT_MODULE',
  E: 'UNSIGNED_MODULE',
  L: 'SOFTLOCKUP',
};

export const taint = { die: 1 << 7, warn: 1 << 9, outOfTree: 1 << 12, unsigned: 1 << 13, softLockup: 1 << 14 } as const;

/** `Not tainted`, or `Tainted: G` and the letters, as print_tainted() has it. */
export const taintText = ({ tainted }: Pick<Kernel, 'tainted'>): string => {
  if (tainted === 0) return 'Not tainted';
  const letters = [...taintLetters].map((letter, bit) => ((tainted & (1 << bit)) !== 0 ? letter : bit === 0 ? 'G' : ' '));
  return `Tainted: ${letters.join('')}`;
};

/** `CPU: 3 PID: 114 Comm: modprobe Not tainted …` and the board's name: dump_stack_print_info(). */
export const whoText = (kernel: Kernel, { comm, pid, cpu }: Task): readonly string[] => {
  const user = isAtLeast(kernel, '6.11') ? 'UID: 0 ' : '';
  const named = [...taintLetters].filter((letter, bit) => (kernel.tainted & (1 << bit)) !== 0 && taintNames[letter]);
  return [
    // The space behind the build is that of an empty build id; Debian adds the version of its package.
    `CPU: ${cpu} ${user}PID: ${pid} Comm: ${comm} ${taintText(kernel)} ${kernel.release} ${kernel.version.split(' ')[0]}${user && ' '}${packageOf(kernel)}`,
    ...(named.length > 0 && isAtLeast(kernel, '6.11')
      ? [`Tainted: ${named.map((letter) => `[${letter}]=${taintNames[letter]}`).join(', ')}`]
      : []),
    `Hardware name: ${kernel.hardware} (DT)`,
  ];
};

/** ` Debian 6.12.95-1…`, or nothing. */
export const packageOf = ({ version }: Pick<Kernel, 'version'>): string => / Debian \S+/.exec(version)?.[0] ?? '';

export const traceText = (stack: readonly string[]): readonly string[] => ['Call trace:', ...stack.map((frame) => ` ${frame}`)];

/** What dump_stack() prints. */
export const stackDump = (kernel: Kernel, task: Task, stack: readonly string[]): readonly string[] => [
  ...whoText(kernel, task),
  ...traceText([
    ...(isAtLeast(kernel, '6.12') ? ['dump_backtrace+0xa0/0x128'] : ['dump_backtrace+0xa0/0x128']),
    'show_stack+0x20/0x38',
    'dump_stack_lvl+0x38/0x90',
    'dump_stack+0x18/0x28',
    ...stack,
  ]),
];

/** Who runs, registers and where from: show_regs() of the interrupted task. */
export const registerDump = (kernel: Kernel, task: Task): readonly string[] => [
  ...whoText(kernel, task),
  pstate,
  `pc : ${task.stack[0]}`,
  `lr : ${task.stack[1]}`,
  `sp : ${address(31 + task.pid)}`,
  ...Array.from({ length: 10 }, (_, row) => registerRow(29 - 3 * row, task.pid)),
  ...traceText(task.stack),
];

const pstate = 'pstate: 80000005 (Nzcv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)';

const address = (salt: number): string => `ffff8000${((salt * 0x1f3d_55a) % 0xffff_ffff).toString(16).padStart(8, '0')}`;

const registerRow = (first: number, salt: number): string =>
  [first, first - 1, first - 2]
    .filter((number) => number >= 0)
    .map(
      (number) =>
        `${`x${number}`.padEnd(3)}: ${
          number > 18
            ? address(number + salt)
            : BigInt(number * salt)
                .toString(16)
                .padStart(16, '0')
        }`,
    )
    .join(' ');

/** Prints each line at a level; default for what the kernel prints without one. */
export const printAll = (kernel: Kernel, lines: readonly string[], at: number = level.warning): void => {
  for (const line of lines) kernel.printk(at, line);
};
