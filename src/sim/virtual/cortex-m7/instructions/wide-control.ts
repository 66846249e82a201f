import type { Fields } from '../pattern.ts';
import { LR, PC } from '../registers.ts';
import { type Op, type Row, rowsOf } from '../row.ts';
import { signExtend } from '../shift.ts';
import type { Site } from '../site.ts';
import { jump, jumpIf } from './thumb16-control.ts';
import { badPair } from './wide-processing.ts';

const branch = rowsOf('branch');
const system = rowsOf('system');

/** S:I1:I2:imm10:imm11:0, where I = NOT(J EOR S). */
const farOffset = ({ S, J, K, i }: { S: number; J: number; K: number; i: number }): number =>
  2 * signExtend((S << 23) | ((1 ^ J ^ S) << 22) | ((1 ^ K ^ S) << 21) | i, 24);

const far = (f: Fields): number => farOffset({ S: f.S, J: f.j, K: f.k, i: f.i });

const ending =
  (make: (fields: Fields, site: Site) => Op) =>
  (fields: Fields, site: Site): Op => {
    site.ends = true;
    return make(fields, site);
  };

const nothing = (): Op => () => {};

/** A5.3.4: branches and miscellaneous control with 32 bits. */
export const wideControl: readonly Row[] = [
  branch(
    'B T3',
    '11110 S cccc iiiiii 10 j 0 k iiiiiiiiiii',
    ({ S, c, i, j, k }, site) => jumpIf(site, c, site.pc + 2 * signExtend((S << 19) | (k << 18) | (j << 17) | i, 20)),
    { not: ({ c }) => c >= 14 },
  ),
  branch('B T4', '11110 S iiiiiiiiii 10 j 1 k iiiiiiiiiii', (f, site) => jump(site, site.pc + far(f))),
  branch('BL', '11110 S iiiiiiiiii 11 j 1 k iiiiiiiiiii', (f, site) => {
    const { r } = site;
    const [target, link] = [site.pc + far(f), (site.address + 4) | 1];
    site.ends = true;
    return () => {
      r[LR] = link;
      r[PC] = target;
    };
  }),
  system(
    'MSR',
    '11110011100 0 nnnn 10.0 mm.. ssssssss',
    ending(
      ({ n, m, s }, { r, cpu }) =>
        () =>
          cpu.writeSpecial(s, m, r[n]!),
    ),
    {
      // The DSP extension has GE, which bit 0 of the mask writes.
      unpredictable: ({ n, m, s }) => badPair(n) || m === 0 || (s > 3 && m !== 2),
    },
  ),
  system(
    'MRS',
    '11110011111 0 !!!! 10.0 dddd ssssssss',
    ({ d, s }, { r, cpu }) =>
      () => {
        r[d] = cpu.readSpecial(s);
      },
    { unpredictable: ({ d }) => badPair(d) },
  ),
  system('NOP wide', '111100111010 !!!! 10.0 .000 00000000', nothing),
  branch(
    'WFE wide',
    '111100111010 !!!! 10.0 .000 00000010',
    ending(
      (_, { cpu }) =>
        () =>
          cpu.waitForEvent(),
    ),
  ),
  branch(
    'WFI wide',
    '111100111010 !!!! 10.0 .000 00000011',
    ending(
      (_, { cpu }) =>
        () =>
          cpu.waitForInterrupt(),
    ),
  ),
  system(
    'SEV wide',
    '111100111010 !!!! 10.0 .000 00000100',
    (_, { cpu }) =>
      () =>
        cpu.sendEvent(),
  ),
  system('hint wide', '111100111010 !!!! 10.0 .000 hhhhhhhh', nothing, { not: ({ h }) => h === 0 || (h >= 2 && h <= 4) }),
  system('CLREX', '111100111011 !!!! 10.0 !!!! 0010 !!!!', (_, { cpu }) => () => {
    cpu.monitor = undefined;
  }),
  system('DSB', '111100111011 !!!! 10.0 !!!! 0100 oooo', nothing),
  system('DMB', '111100111011 !!!! 10.0 !!!! 0101 oooo', nothing),
  system(
    'ISB',
    '111100111011 !!!! 10.0 !!!! 0110 oooo',
    ending(
      (_, { cpu }) =>
        () =>
          cpu.synchronise(),
    ),
  ),
  branch(
    'UDF wide',
    '111101111111 iiii 1010 iiiiiiiiiiii',
    ending(
      (_, { cpu }) =>
        () =>
          cpu.undefined('a permanently undefined instruction'),
    ),
  ),
];
