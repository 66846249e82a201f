import { conditions, LR, N, PC, Z } from '../registers.ts';
import { type Op, type Row, rowsOf } from '../row.ts';
import { signExtend } from '../shift.ts';
import type { Site } from '../site.ts';

const branch = rowsOf('branch');
const system = rowsOf('system');

/** A branch to a fixed place; the runner finds the next block by the PC. */
export const jump = (site: Site, target: number): Op => {
  const { r } = site;
  site.ends = true;
  return () => {
    r[PC] = target;
  };
};

export const jumpIf = (site: Site, condition: number, target: number): Op => {
  const { r } = site;
  site.ends = true;
  const special = common[condition];
  if (special) return special(r, target);
  const holds = conditions[condition]!;
  return () => {
    if (holds(r)) r[PC] = target;
  };
};

// The two most frequent conditions of compiled code without the call of a function for the condition.
const common: Readonly<Record<number, (r: Int32Array, target: number) => Op>> = {
  0: (r, target) => () => {
    if (r[Z] === 0) r[PC] = target;
  },
  1: (r, target) => () => {
    if (r[Z] !== 0) r[PC] = target;
  },
  4: (r, target) => () => {
    if (r[N]! < 0) r[PC] = target;
  },
};

const compareAndBranch =
  (nonzero: boolean) =>
  ({ n, i }: { n: number; i: number }, site: Site): Op => {
    const { r } = site;
    const target = site.pc + 2 * i;
    site.ends = true;
    return nonzero
      ? () => {
          if (r[n] !== 0) r[PC] = target;
        }
      : () => {
          if (r[n] === 0) r[PC] = target;
        };
  };

const ending = (site: Site, op: Op): Op => {
  site.ends = true;
  return op;
};

/** A5.2.5, A5.2.6: branches, IT, hints and what else controls the flow in 16 bits. */
export const thumb16Control: readonly Row[] = [
  branch('BX T1', '010001110 mmmm ...', ({ m }, site) => ending(site, () => site.cpu.branchExchange(site.r[m]!)), {
    unpredictable: ({ m }) => m === 15,
  }),
  branch(
    'BLX (register) T1',
    '010001111 mmmm ...',
    ({ m }, site) => {
      const { r, cpu, address } = site;
      return ending(site, () => {
        const target = r[m]!;
        r[LR] = (address + 2) | 1;
        cpu.interwork(target);
      });
    },
    { unpredictable: ({ m }) => m === 15 },
  ),
  branch('CBZ T1', '101100 i 1 iiiii nnn', compareAndBranch(false)),
  branch('CBNZ T1', '101110 i 1 iiiii nnn', compareAndBranch(true)),
  branch('B T1', '1101 cccc iiiiiiii', ({ c, i }, site) => jumpIf(site, c, site.pc + 2 * signExtend(i, 8)), { not: ({ c }) => c >= 14 }),
  branch('B T2', '11100 iiiiiiiiiii', ({ i }, site) => jump(site, site.pc + 2 * signExtend(i, 11))),
  branch('SVC T1', '11011111 iiiiiiii', (_, site) => ending(site, () => site.cpu.supervisorCall())),
  branch('UDF T1', '11011110 iiiiiiii', (_, site) => ending(site, () => site.cpu.undefined('a permanently undefined instruction'))),
  branch('BKPT T1', '10111110 iiiiiiii', ({ i }, site) => ending(site, () => site.cpu.breakpoint(i))),
  system(
    'IT T1',
    '10111111 cccc mmmm',
    ({ c, m }, site) => {
      site.it = (c << 4) | m;
      return () => {};
    },
    { not: ({ m }) => m === 0, unpredictable: ({ c, m }) => c === 15 || (c === 14 && (m & (m - 1)) !== 0) },
  ),
  system('NOP T1', '10111111 00000000', () => () => {}),
  system('YIELD T1', '10111111 00010000', () => () => {}),
  branch('WFE T1', '10111111 00100000', (_, site) => ending(site, () => site.cpu.waitForEvent())),
  branch('WFI T1', '10111111 00110000', (_, site) => ending(site, () => site.cpu.waitForInterrupt())),
  system('SEV T1', '10111111 01000000', (_, site) => () => site.cpu.sendEvent()),
  system('hint (reserved)', '10111111 hhhh 0000', () => () => {}, { not: ({ h }) => h <= 4 }),
  system('CPS T1', '10110110011 e 0 . i f', ({ e, i, f }, site) => ending(site, () => site.cpu.changeMasks(e === 1, i === 1, f === 1))),
];
