import { inputSum } from './checksum.ts';
import { image } from './image.ts';
import type { Made, Workshop } from './step.ts';

/** Where QEMU's loader puts them: U-Boot where it is linked to run, the boot ROM's table in OCRAM where u-boot.patch looks. */
export const addresses = { uboot: 0x40200000, rom: 0x900000 };

/** What stands in for the steps before U-Boot: shim.img for the boot ROM's jump, rom.bin for its table. */
export const makeStandIns = (workshop: Workshop): Promise<Made> =>
  workshop.make({
    name: 'stand-ins',
    inputs: [inputSum(import.meta.url, image('shim.S'), image('rom.S'))],
    make: async (folder, sh) => {
      const assemble = async (source: string, address: number, result: string): Promise<void> => {
        const [object, linked] = [`${folder}/${source}.o`, `${folder}/${source}.elf`];
        await sh`aarch64-linux-gnu-as -o ${object} ${image(source)}`;
        // ld reads it as hexadecimal, with or without 0x in front.
        await sh`aarch64-linux-gnu-ld -Ttext=0x${address.toString(16)} -o ${linked} ${object}`;
        await sh`aarch64-linux-gnu-objcopy -O binary -j .text ${linked} ${folder}/${result}`;
      };
      // The shim only ever jumps relative to itself, or to U-Boot's address.
      await assemble('shim.S', 0, 'shim.img');
      await assemble('rom.S', addresses.rom, 'rom.bin');
    },
  });
