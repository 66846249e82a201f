import type { VirtualCore } from '../../../core/virtual-model.ts';
import type { PrivateRegister } from './system-control.ts';

/** Cortex-M7 r1p2 with caches and FPv5 for both precisions (Cortex-M7 TRM, tables 3-1 and 8-1). */
const cortexM7: readonly (readonly [number, string, number])[] = [
  [0xe000_e004, 'ICTR', 0x0000_0004],
  [0xe000_ed00, 'CPUID', 0x411f_c272],
  [0xe000_ed40, 'ID_PFR0', 0x0000_0030],
  [0xe000_ed44, 'ID_PFR1', 0x0000_0200],
  [0xe000_ed48, 'ID_DFR0', 0x0010_0000],
  [0xe000_ed4c, 'ID_AFR0', 0x0000_0000],
  [0xe000_ed50, 'ID_MMFR0', 0x0010_0030],
  [0xe000_ed54, 'ID_MMFR1', 0x0000_0000],
  [0xe000_ed58, 'ID_MMFR2', 0x0100_0000],
  [0xe000_ed5c, 'ID_MMFR3', 0x0000_0000],
  [0xe000_ed60, 'ID_ISAR0', 0x0110_1110],
  [0xe000_ed64, 'ID_ISAR1', 0x0211_2000],
  [0xe000_ed68, 'ID_ISAR2', 0x2023_2231],
  [0xe000_ed6c, 'ID_ISAR3', 0x0111_1131],
  [0xe000_ed70, 'ID_ISAR4', 0x0131_0132],
  [0xe000_ed78, 'CLIDR', 0x0900_0003],
  [0xe000_ed7c, 'CTR', 0x8303_c003],
  [0xe000_ef40, 'MVFR0', 0x1011_0221],
  [0xe000_ef44, 'MVFR1', 0x1200_0011],
  [0xe000_ef48, 'MVFR2', 0x0000_0040],
];

/** Cortex-M4F r0p1 without caches (Cortex-M4 TRM, tables 4-1 and 7-1). */
const cortexM4: typeof cortexM7 = [
  [0xe000_e004, 'ICTR', 0x0000_0003],
  [0xe000_ed00, 'CPUID', 0x410f_c241],
  [0xe000_ed40, 'ID_PFR0', 0x0000_0030],
  [0xe000_ed44, 'ID_PFR1', 0x0000_0200],
  [0xe000_ed48, 'ID_DFR0', 0x0010_0000],
  [0xe000_ed4c, 'ID_AFR0', 0x0000_0000],
  [0xe000_ed50, 'ID_MMFR0', 0x0010_0030],
  [0xe000_ed54, 'ID_MMFR1', 0x0000_0000],
  [0xe000_ed58, 'ID_MMFR2', 0x0100_0000],
  [0xe000_ed5c, 'ID_MMFR3', 0x0000_0000],
  [0xe000_ed60, 'ID_ISAR0', 0x0110_1110],
  [0xe000_ed64, 'ID_ISAR1', 0x0211_2000],
  [0xe000_ed68, 'ID_ISAR2', 0x2123_2231],
  [0xe000_ed6c, 'ID_ISAR3', 0x0111_1131],
  [0xe000_ed70, 'ID_ISAR4', 0x0131_0132],
  [0xe000_ed78, 'CLIDR', 0x0000_0000],
  [0xe000_ed7c, 'CTR', 0x0000_0000],
  [0xe000_ef40, 'MVFR0', 0x1011_0021],
  [0xe000_ef44, 'MVFR1', 0x1100_0011],
  [0xe000_ef48, 'MVFR2', 0x0000_0000],
];

export const identificationOf = (core: VirtualCore): readonly (readonly [number, PrivateRegister])[] =>
  (core === 'Cortex-M4' ? cortexM4 : cortexM7).map(([address, name, value]) => [address, { name, read: () => value | 0 }]);
