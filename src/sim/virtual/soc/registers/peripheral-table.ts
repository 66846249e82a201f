import type { VirtualCore } from '../../../../core/virtual-model.ts';
import type { RegisterKind } from './register-names.ts';

/** What answers in a block of 64 KiB, and which registers it has; a name alone where they are not listed. */
export interface Peripheral {
  readonly name: string;
  readonly registers?: RegisterKind;
}

const numbered = (registers: RegisterKind, name: string, blocks: readonly (readonly [block: number, number: number])[]) =>
  blocks.map(([block, number]): [number, Peripheral] => [block, { name: `${name}${number}`, registers }]);

const single = (block: number, registers: RegisterKind, name: string = registers): [number, Peripheral] => [block, { name, registers }];

const nameless = (...rows: readonly (readonly [block: number, name: string])[]) =>
  rows.map(([block, name]): [number, Peripheral] => [block, { name }]);

/** AIPS-1 to AIPS-3 and what lies above them, where the i.MX 8M Mini and the i.MX 8M Plus agree (chapter 2, memory maps). */
const common: readonly (readonly [number, Peripheral])[] = [
  ...numbered('GPIO', 'GPIO', [
    [0x3020, 1],
    [0x3021, 2],
    [0x3022, 3],
    [0x3023, 4],
    [0x3024, 5],
  ]),
  single(0x3026, 'TMU'),
  ...numbered('WDOG', 'WDOG', [
    [0x3028, 1],
    [0x3029, 2],
    [0x302a, 3],
  ]),
  ...numbered('GPT', 'GPT', [
    [0x302d, 1],
    [0x302e, 2],
    [0x302f, 3],
    [0x3070, 4],
    [0x306f, 5],
    [0x306e, 6],
  ]),
  single(0x3033, 'IOMUXC'),
  single(0x3034, 'IOMUXC_GPR'),
  single(0x3035, 'OCOTP'),
  single(0x3036, 'CCM_ANALOG'),
  single(0x3037, 'SNVS'),
  single(0x3039, 'SRC'),
  single(0x303a, 'GPC'),
  single(0x303d, 'RDC'),
  ...numbered('PWM', 'PWM', [
    [0x3066, 1],
    [0x3067, 2],
    [0x3068, 3],
    [0x3069, 4],
  ]),
  ...numbered('ECSPI', 'ECSPI', [
    [0x3082, 1],
    [0x3083, 2],
    [0x3084, 3],
  ]),
  ...numbered('UART', 'UART', [
    [0x3086, 1],
    [0x3089, 2],
    [0x3088, 3],
    [0x30a6, 4],
  ]),
  ...numbered('I2C', 'I2C', [
    [0x30a2, 1],
    [0x30a3, 2],
    [0x30a4, 3],
    [0x30a5, 4],
  ]),
  single(0x30aa, 'MU', 'MU_A'),
  single(0x30ab, 'MU', 'MU_B'),
  single(0x30ac, 'SEMA4'),
  ...numbered('USDHC', 'USDHC', [
    [0x30b4, 1],
    [0x30b5, 2],
    [0x30b6, 3],
  ]),
  single(0x30bb, 'FLEXSPI'),
  single(0x30bd, 'SDMA', 'SDMA1'),
  single(0x30be, 'ENET', 'ENET1'),
  ...numbered('AIPSTZ', 'AIPSTZ', [
    [0x301f, 1],
    [0x305f, 2],
    [0x309f, 3],
  ]),
  ...nameless([0x3027, 'XTALOSC'], [0x3038, 'CCM'], [0x303b, 'RDC_SEMAPHORE1'], [0x303c, 'RDC_SEMAPHORE2'], [0x3090, 'CAAM']),
  ...nameless([0x306a, 'the system counter'], [0x306b, "the system counter's compare"], [0x306c, "the system counter's control"]),
  ...nameless([0x3300, 'APBH'], [0x3380, 'PCIE'], [0x3810, 'USB1'], [0x3820, 'USB2'], [0x3830, 'VPU_G1'], [0x3831, 'VPU_G2']),
  ...nameless([0x3833, 'VPU_BLK_CTRL'], [0x3d40, 'DDRC'], [0x3880, 'GIC']),
];

const plus: readonly (readonly [number, Peripheral])[] = [
  single(0x308c, 'CAN', 'FLEXCAN1'),
  single(0x308d, 'CAN', 'FLEXCAN2'),
  single(0x308f, 'SPBA', 'SPBA1'),
  single(0x30a8, 'IRQSTEER'),
  ...numbered('I2C', 'I2C', [
    [0x30ad, 5],
    [0x30ae, 6],
  ]),
  ...numbered('SAI', 'SAI', [
    [0x30c1, 1],
    [0x30c2, 2],
    [0x30c3, 3],
    [0x30c5, 5],
    [0x30c6, 6],
    [0x30c8, 7],
  ]),
  single(0x30c9, 'ASRC'),
  single(0x30ca, 'PDM'),
  single(0x30cf, 'SPBA', 'SPBA2'),
  single(0x30e0, 'SDMA', 'SDMA3'),
  single(0x30e1, 'SDMA', 'SDMA2'),
  single(0x30e2, 'AUDIOMIX'),
  ...nameless([0x30bf, 'ENET_QOS'], [0x30cc, 'AUDIO_XCVR'], [0x30e3, 'EDMA'], [0x32e0, 'ISI'], [0x32e4, 'MIPI_CSI1'], [0x32e1, 'MIPI_DSI']),
  ...nameless([0x32e8, 'LCDIF1'], [0x32e9, 'LCDIF2'], [0x32ec, 'MEDIA_BLK_CTRL'], [0x32f1, 'HSIO_BLK_CTRL'], [0x3850, 'NPU']),
  ...nameless([0x32fc, 'HDMI_TX_BLK_CTRL'], [0x32fd, 'HDMI_TX']),
];

const mini: readonly (readonly [number, Peripheral])[] = [
  ...numbered('SAI', 'SAI', [
    [0x3001, 1],
    [0x3002, 2],
    [0x3003, 3],
    [0x3005, 5],
    [0x3006, 6],
  ]),
  single(0x3008, 'PDM'),
  single(0x300b, 'SDMA', 'SDMA3'),
  single(0x302c, 'SDMA', 'SDMA2'),
];

const tables: Readonly<Record<VirtualCore, ReadonlyMap<number, Peripheral>>> = {
  'Cortex-M7': new Map([...common, ...plus]),
  'Cortex-M4': new Map([...common, ...mini]),
};

/** What answers at an address, on the chip that has this core. */
export const peripheralAt = (core: VirtualCore, address: number): Peripheral | undefined => tables[core].get(address >>> 16);
