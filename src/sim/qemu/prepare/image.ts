import { fileURLToPath } from 'node:url';

/** A file of src/sim/qemu/image: what the board is made of besides Debian's packages. */
export const image = (name: string): string => fileURLToPath(new URL(`../image/${name}`, import.meta.url));
