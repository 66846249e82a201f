import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { inputSum } from './checksum.ts';
import type { Packages } from './packages.ts';
import type { Made, Workshop } from './step.ts';

/** Debian's kernel as it is: Image.gz, which U-Boot's booti unpacks, and the folder `modules`. */
export const makeKernel = (workshop: Workshop, packages: Packages): Promise<Made> =>
  workshop.make({
    name: 'kernel',
    inputs: [inputSum(import.meta.url), packages.sum('kernel')],
    make: async (folder, sh) => {
      await sh`dpkg-deb -x ${packages.path('kernel', /linux-image/)} ${folder}/package`;
      const unpacked = createReadStream(`${folder}/package/boot/vmlinuz-${packages.kernel}`);
      // The emulated card gives about 4 MB/s: every megabyte is a quarter of a second of each boot.
      await pipeline(unpacked, createGzip({ level: 9 }), createWriteStream(`${folder}/Image.gz`));
      await sh`mv ${folder}/package/lib/modules/${packages.kernel} ${folder}/modules`;
      await sh`rm -rf ${folder}/package`;
    },
  });
