export const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
