/** What ends in an exception of the M7: a bus error, an undefined instruction, a jump without the Thumb bit. */
export class CoreFault extends Error {}

/** The core met something a Cortex-M7 does and this model does not. */
export class ModelLimit extends Error {}

export const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
