/** CCM: clock gates (CCGRn) of the i.MX 8M Plus by number, as far as peripherals have one (IMX8MPRM, table of CCGR interfaces). */
const gates: readonly (readonly [first: number, names: string])[] = [
  [4, 'DEBUG DRAM'],
  [7, 'ECSPI1 ECSPI2 ECSPI3 ENET1 GPIO1 GPIO2 GPIO3 GPIO4 GPIO5 GPT1 GPT2 GPT3 GPT4 GPT5 GPT6'],
  [23, 'I2C1 I2C2 I2C3 I2C4 IOMUX IPMUX1 IPMUX2 IPMUX3'],
  [33, 'MU'],
  [35, 'OCRAM OCRAM_S'],
  [40, 'PWM1 PWM2 PWM3 PWM4'],
  [47, 'FLEXSPI NAND RDC'],
  [51, 'I2C5 I2C6 CAN1 CAN2'],
  [58, 'SDMA1 ENET_QOS SEC_DEBUG SEMA42_1 SEMA42_2'],
  [64, 'SIM_ENET SIM_M SIM_MAIN SIM_S SIM_WAKEUP GPU2D GPU3D'],
  [73, 'UART1 UART2 UART3 UART4'],
  [81, 'USDHC1 USDHC2 WDOG1 WDOG2 WDOG3 VPU_G1 GPU'],
  [89, 'VPU_VC8KE VPU_G2 NPU HSIO MEDIA USDHC3 HDMI'],
  [98, 'TMU'],
  [101, 'AUDIO'],
];

/** CCM: root clocks by number. */
const roots: readonly (readonly [first: number, names: string])[] = [
  [1, 'M7'],
  [16, 'MAIN_AXI'],
  [26, 'NOC'],
  [32, 'AHB IPG AUDIO_AHB'],
  [68, 'CAN1 CAN2'],
  [73, 'I2C5 I2C6 SAI1 SAI2 SAI3'],
  [79, 'SAI5 SAI6'],
  [83, 'ENET_REF'],
  [86, 'NAND FLEXSPI USDHC1 USDHC2 I2C1 I2C2 I2C3 I2C4 UART1 UART2 UART3 UART4'],
  [100, 'GIC ECSPI1 ECSPI2 PWM1 PWM2 PWM3 PWM4 GPT1 GPT2 GPT3 GPT4 GPT5 GPT6'],
  [114, 'WDOG'],
  [121, 'USDHC3'],
  [131, 'ECSPI3 PDM'],
  [134, 'SAI7'],
];

const nameIn = (table: typeof gates, number: number): string => {
  const row = table.findLast(([first]) => first <= number);
  const name = row?.[1].split(' ')[number - row[0]];
  return name === undefined ? '' : ` (${name})`;
};

/** The number of the clock gate of a peripheral; undefined where it has none of its own here. */
export const gateNumberOf = (peripheral: string): number | undefined => {
  const name = peripheral.replace(/^MU_[AB]$/, 'MU');
  for (const [first, names] of gates) {
    const index = names.split(' ').indexOf(name);
    if (index >= 0) return first + index;
  }
  return undefined;
};

const rootRegisters = ['TARGET_ROOT', 'MISC', 'POST', 'PRE', '', '', '', 'ACCESS_CTRL'];
const variants = ['', '_SET', '_CLR', '_TOG'];

/** `CCGR76 (UART4)` or `TARGET_ROOT97_SET (UART4)` by the offset in the CCM; undefined where it has no register. */
export const clockRegisterName = (offset: number): string | undefined => {
  const variant = variants[(offset >>> 2) & 3]!;
  if (offset < 0x10) return `GPR0${variant}`;
  if (offset >= 0x800 && offset < 0xa70) return `PLL_CTRL${(offset - 0x800) >>> 4}${variant}`;
  if (offset >= 0x4000 && offset < 0x4c00) return `CCGR${(offset - 0x4000) >>> 4}${variant}${nameIn(gates, (offset - 0x4000) >>> 4)}`;
  if (offset < 0x8000 || offset >= 0xc780) return undefined;
  const register = rootRegisters[(offset >>> 4) & 7];
  const root = (offset - 0x8000) >>> 7;
  return register ? `${register}${root}${variant}${nameIn(roots, root)}` : undefined;
};
