import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputSum } from './checksum.ts';
import { image } from './image.ts';
import type { Packages } from './packages.ts';
import type { Made, Workshop } from './step.ts';

const sources: Readonly<Record<string, readonly string[]>> = {
  'drivers/remoteproc': ['imx_rproc.c', 'imx_rproc.h', 'remoteproc_internal.h', 'remoteproc_elf_helpers.h'],
  'drivers/rpmsg': ['virtio_rpmsg_bus.c', 'rpmsg_ns.c', 'rpmsg_char.c', 'rpmsg_char.h', 'rpmsg_ctrl.c', 'rpmsg_internal.h'],
  'drivers/tty': ['rpmsg_tty.c'],
  lib: ['test_lockup.c'],
};

/** RPMsg ttys under the names that NXP's driver gives them. */
const ttyPatch = 'rpmsg-tty.patch';

/** Ours: what a board under test can be made to fail with. */
const own = 'hil_oops.c';

/** Modules that Debian's configuration leaves out, built from its own source against its own headers, and our own: *.ko without debug information. */
export const makeModules = (workshop: Workshop, packages: Packages, source: Made): Promise<Made> =>
  workshop.make({
    name: 'modules',
    inputs: [inputSum(import.meta.url, image('hil-oops'), image(ttyPatch)), packages.sum('headers'), source.key],
    make: async (folder, sh) => {
      const headers = join(folder, 'headers');
      for (const deb of packages.paths('headers')) await sh`dpkg-deb -x ${deb} ${headers}`;
      const build = `${headers}/usr/src/linux-headers-${packages.kernel}`;
      const makefile = readFileSync(`${build}/Makefile`, 'utf8');
      writeFileSync(`${build}/Makefile`, makefile.replaceAll('/usr/src/', `${headers}/usr/src/`));

      mkdirSync(join(folder, 'build'));
      cpSync(join(image('hil-oops'), own), join(folder, 'build', own));
      const ours = own.replace(/\.c$/, '.o');
      const theirs = Object.entries(sources).flatMap(([place, files]) => {
        for (const file of files) cpSync(source.path(join(place, file)), join(folder, 'build', file));
        return files.filter((file) => file.endsWith('.c')).map((file) => file.replace(/\.c$/, '.o'));
      });
      await sh`patch -d ${folder}/build -p1 -i ${image(ttyPatch)}`;
      const objects = [...theirs, ours];
      // As the kernel's own configuration would define them: without, the headers turn the calls into nothing.
      const defines = '-DCONFIG_RPMSG_NS_MODULE=1 -DCONFIG_RPMSG_CHAR_MODULE=1';
      writeFileSync(join(folder, 'build/Kbuild'), `ccflags-y := ${defines}\nobj-m := ${objects.join(' ')}\n`);
      // BTF would need the vmlinux that the headers were made with.
      const make = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', 'CONFIG_DEBUG_INFO_BTF_MODULES=', `M=${folder}/build`];
      await sh`make -C ${build} ${make} modules`;
      for (const object of objects) {
        const module = object.replace(/\.o$/, '.ko');
        await sh`aarch64-linux-gnu-strip --strip-debug -o ${folder}/${module} ${folder}/build/${module}`;
      }
      await sh`rm -rf ${headers} ${folder}/build`;
    },
  });
