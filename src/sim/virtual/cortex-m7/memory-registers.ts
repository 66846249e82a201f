import type { VirtualCore } from '../../../core/virtual-model.ts';
import type { Mpu } from './mpu.ts';
import type { PrivateRegister } from './system-control.ts';

/** The MPU's registers (B3.5), maintenance of caches and the TCM and AXI control of the Cortex-M7. */
export const memoryRegisters = (mpu: Mpu, core: VirtualCore): (readonly [number, PrivateRegister])[] => [
  ...protection(mpu),
  ...(core === 'Cortex-M7' ? caches() : []),
];

const protection = (mpu: Mpu): (readonly [number, PrivateRegister])[] => {
  const alias = (by: number): (readonly [number, PrivateRegister])[] => [
    [0xe000_ed9c + by, { name: 'MPU_RBAR', read: () => mpu.rbar, write: (value) => mpu.writeBase(value) }],
    [0xe000_eda0 + by, { name: 'MPU_RASR', read: () => mpu.rasr, write: (value) => mpu.writeAttributes(value) }],
  ];
  return [
    [0xe000_ed90, { name: 'MPU_TYPE', read: () => mpu.type }],
    [0xe000_ed94, { name: 'MPU_CTRL', read: () => mpu.control, write: (value) => mpu.writeControl(value) }],
    [
      0xe000_ed98,
      {
        name: 'MPU_RNR',
        read: () => mpu.number,
        write: (value) => {
          mpu.number = value & (mpu.regionCount - 1);
        },
      },
    ],
    ...[0, 8, 16, 24].flatMap(alias),
  ];
};

const caches = (): (readonly [number, PrivateRegister])[] => {
  const tcm = [0, 0];
  // Maintenance of caches that are not there: done at once.
  const maintenance = [0xef50, 0xef58, 0xef5c, 0xef60, 0xef64, 0xef68, 0xef6c, 0xef70, 0xef74, 0xef78];
  return [
    ...maintenance.map((low) => [0xe000_0000 + low, { name: 'cache maintenance', read: () => 0, write: () => {} }] as const),
    ...[0, 1].map(
      (index) =>
        [
          0xe000_ef90 + 4 * index,
          {
            name: index ? 'DTCMCR' : 'ITCMCR',
            read: () => tcm[index]! | 0x39,
            write: (value: number) => {
              tcm[index] = value & 6;
            },
          },
        ] as const,
    ),
    ...[0xef98, 0xef9c, 0xefa0, 0xefa8].map(
      (low) => [0xe000_0000 + low, { name: 'AHBPCR, CACR, AHBSCR, ABFSR', read: () => 0, write: () => {} }] as const,
    ),
  ];
};
