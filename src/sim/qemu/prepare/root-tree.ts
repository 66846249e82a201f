import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inputSum } from './checksum.ts';
import { image } from './image.ts';
import { installModules } from './module-tree.ts';
import type { Packages } from './packages.ts';
import type { Made, Shell, Workshop } from './step.ts';

export interface RootParts {
  readonly packages: Packages;
  readonly kernel: Made;
  readonly modules: Made;
  readonly identity: Made;
}

// Left out of the packages: what configures services that do not run here, and what nobody reads on a board.
const unwanted = ['usr/share', 'var', 'etc', 'lib/systemd', 'usr/lib/systemd'];
const folders = ['proc', 'sys', 'dev', 'run', 'tmp', 'boot', 'root', 'mnt', 'sbin', 'lib/firmware', 'var/lib', 'var/log'];

/** Needed before there is a root file system; the watchdog first, which U-Boot left running. */
export const earlyModules = ['imx2_wdt', 'sdhci_esdhc_imx', 'ext4'];
const onDemand = ['test_lockup', 'hil_oops'];

/** The root file system as a folder `root`, to be owned by root in the image whoever owns it here. */
export const makeRootTree = (workshop: Workshop, { packages, kernel, modules, identity }: RootParts): Promise<Made> =>
  workshop.make({
    name: 'root-tree',
    inputs: [
      inputSum(import.meta.url, image('root')),
      ...[packages.sum('board'), packages.sum('busybox'), kernel.key, modules.key, identity.key],
    ],
    make: async (folder, sh) => {
      const root = join(folder, 'root');
      for (const deb of packages.paths('board')) await sh`dpkg-deb -x ${deb} ${root}`;
      await sh({ cwd: root })`rm -rf ${unwanted}`;
      for (const name of folders) mkdirSync(join(root, name), { recursive: true });
      cpSync(image('root'), root, { recursive: true });
      cpSync(identity.path('shadow'), join(root, 'etc/shadow'));
      cpSync(identity.path('host-key'), join(root, 'etc/ssh/ssh_host_ed25519_key'));
      for (const file of ['etc/shadow', 'etc/ssh/ssh_host_ed25519_key']) chmodSync(join(root, file), 0o600);
      for (const file of ['etc/rcS', 'etc/rcK']) chmodSync(join(root, file), 0o755);
      await linkApplets(root, packages, folder, sh);
      const names = readFileSync(join(root, 'etc/modules'), 'utf8').split('\n').filter(Boolean);
      await installModules(root, packages.kernel, { kernel, modules, names: [...earlyModules, ...names, ...onDemand] }, sh);
    },
  });

// Debian builds busybox with the same configuration for every architecture, so the one that runs here knows what the other one has.
const linkApplets = async (root: string, packages: Packages, folder: string, sh: Shell): Promise<void> => {
  const local = join(folder, 'busybox');
  await sh`dpkg-deb -x ${packages.path('busybox', /busybox-static/)} ${local}`;
  const { stdout } = await sh`${local}/bin/busybox --list-full`;
  for (const applet of stdout.split('\n').filter(Boolean)) {
    const link = join(root, applet);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync('/bin/busybox', link);
  }
  await sh`rm -rf ${local}`;
};
