import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MakeBoard } from '../board/models/board-of.ts';
import type { FirmwareEntry } from '../core/firmware.ts';
import { m7Elf } from './lab.ts';

const below = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The suites of this package, for `suites` of a lab file. They name the images of `shippedFirmware()`. */
export const shippedSuites = (): string => below('suites/**/*.ts');

/**
 * The test images of this package by the names that its suites use, for `firmware` of a lab file: `{ ...shippedFirmware(), 'my-image': m7Elf('my.elf') }`.
 * They are linked for the memories of a Verdin iMX8MP, or of the boards that `make` makes: `shippedFirmware(verdinImx8mm)`.
 */
export const shippedFirmware = (make?: Pick<MakeBoard, 'model'>): Record<string, FirmwareEntry> => {
  const ofChip = `firmware/prebuilt/${make?.model.target.soc}`;
  const folder = make && existsSync(below(ofChip)) ? ofChip : 'firmware/prebuilt';
  const images = readdirSync(below(folder)).filter((file) => file.endsWith('.elf'));
  return Object.fromEntries(images.sort().map((file) => [file.replace(/\.elf$/, ''), m7Elf(below(`${folder}/${file}`))]));
};
