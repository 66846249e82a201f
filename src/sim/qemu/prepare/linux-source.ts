import { inputSum } from './checksum.ts';
import type { Packages } from './packages.ts';
import type { Made, Workshop } from './step.ts';

const wanted = [
  ...['drivers/remoteproc', 'drivers/rpmsg', 'drivers/tty/rpmsg_tty.c', 'lib/test_lockup.c', 'arch/arm64/boot/dts/freescale'],
  // dt-bindings includes the event codes through a symbolic link.
  ...['include/dt-bindings', 'include/uapi/linux/input-event-codes.h'],
];

/** The few files of the kernel's source that the modules and the device tree are made from. */
export const unpackLinuxSource = (workshop: Workshop, packages: Packages): Promise<Made> =>
  workshop.make({
    name: 'linux-source',
    inputs: [inputSum(import.meta.url), packages.sum('linux')],
    make: async (folder, sh) => {
      const members = wanted.map((path) => `*/${path}`);
      const archive = packages.path('linux', /\.orig\.tar/);
      const env = { ...process.env, XZ_DEFAULTS: '-T0' };
      await sh({ env })`tar -x -C ${folder} --strip-components=1 -f ${archive} --wildcards ${members}`;
    },
  });
