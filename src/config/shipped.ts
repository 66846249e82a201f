import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FirmwareEntry } from '../core/firmware.ts';
import { m7Elf } from './lab.ts';

const below = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The suites of this package, for `suites` of a lab file. They name the images of `shippedFirmware()`. */
export const shippedSuites = (): string => below('suites/**/*.ts');

/** The test images of this package by the names that its suites use, for `firmware` of a lab file: `{ ...shippedFirmware(), 'my-image': m7Elf('my.elf') }`. */
export const shippedFirmware = (): Record<string, FirmwareEntry> => {
  const images = readdirSync(below('firmware/prebuilt')).filter((file) => file.endsWith('.elf'));
  return Object.fromEntries(images.sort().map((file) => [file.replace(/\.elf$/, ''), m7Elf(below(`firmware/prebuilt/${file}`))]));
};
