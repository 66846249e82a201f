/** ARMv7-M and ARMv8-M default memory map: Peripheral 0x40000000-0x5fffffff, Device 0xa0000000-0xdfffffff and System above are execute-never, DRAM or not. */
export const isExecuteNever = (address: number): boolean => (address >= 0x4000_0000 && address < 0x6000_0000) || address >= 0xa000_0000;
