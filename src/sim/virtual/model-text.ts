import type { VirtualModel } from '../../core/virtual-model.ts';

/** Fills what differs between models into a text of U-Boot's: `%name%`, `%tty%` and `%emmc%`. */
export const modelText = (text: string, { name, console, emmc }: VirtualModel): string =>
  text.replaceAll('%name%', name).replaceAll('%tty%', console.tty).replaceAll('%emmc%', String(emmc.number));
