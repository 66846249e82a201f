import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mirror } from './apt-sources.ts';
import { debianMirror, readAptSources } from './apt-sources.ts';
import { deviceTreeFile, makeDeviceTree } from './device-tree.ts';
import { type DiskParts, makeDisk } from './disk.ts';
import { makeEmulator } from './emulator.ts';
import { emulator, installPackages, missingPackages } from './host-packages.ts';
import { makeIdentity } from './identity.ts';
import { makeInitramfs } from './initramfs.ts';
import { makeKernel } from './kernel.ts';
import { unpackLinuxSource } from './linux-source.ts';
import { lockCache } from './lock.ts';
import { fetchM7Sources } from './m7-sources.ts';
import type { QemuKind } from './manifest.ts';
import { makeModules } from './modules.ts';
import { fetchPackages, type Packages } from './packages.ts';
import { putProducts } from './products.ts';
import { makeRootTree } from './root-tree.ts';
import { makeStandIns } from './stand-ins.ts';
import { type Made, Workshop } from './step.ts';
import { makeTfA } from './tf-a.ts';
import { makeUBoot } from './u-boot.ts';

/**
 * Makes everything that a QEMU board needs, in the cache folder; `say` gets one line a step. `m7` makes the board whose QEMU has an M7, beside
 * the stock one. Throws PrepareError or ConfigError.
 */
export const prepare = async (cache: string, kind: QemuKind, say: (line: string) => void): Promise<void> => {
  mkdirSync(cache, { recursive: true });
  await using _lock = await lockCache(cache, () => say(`another qemu:prepare is at work in ${cache}: waiting for it`));
  const workshop = new Workshop(cache, say);
  const { mirror, release } = machineMirror();
  await workshop.run('host', async (sh) => {
    const missing = await missingPackages(sh, kind);
    if (missing.length > 0) say(`needs Debian packages: ${missing.join(' ')}`);
    if (missing.length > 0) await installPackages(missing, { folder: join(cache, 'apt-host'), mirror, release }, sh);
  });
  const software = await makeSoftware(workshop, cache, mirror);
  await putStock(workshop, cache, software);
  if (kind === 'm7') await putM7(workshop, cache, mirror, software);
};

type Linux = Pick<DiskParts, 'kernel' | 'initramfs' | 'rootTree'> & { readonly release: string; readonly source: Made };

interface Software extends Linux {
  readonly standIns: Made;
  readonly uboot: Made;
  readonly identity: Made;
}

const makeSoftware = async (workshop: Workshop, cache: string, mirror: Mirror): Promise<Software> => {
  const packages = await fetchPackages(workshop, cache, mirror, 'backports');
  const [standIns, uboot] = [await makeStandIns(workshop), await makeUBoot(workshop, packages)];
  const identity = await makeIdentity(workshop);
  return { ...(await makeLinux(workshop, packages, identity)), standIns, uboot, identity };
};

const makeLinux = async (workshop: Workshop, packages: Packages, identity: Made): Promise<Linux> => {
  const source = await unpackLinuxSource(workshop, packages);
  const [kernel, modules] = [await makeKernel(workshop, packages), await makeModules(workshop, packages, source)];
  const rootTree = await makeRootTree(workshop, { packages, kernel, modules, identity });
  const initramfs = await makeInitramfs(workshop, packages.kernel, rootTree);
  return { release: packages.kernel, source, kernel, rootTree, initramfs };
};

const diskParts = (uboot: Made, deviceTree: Made, { kernel, initramfs, rootTree }: Linux): DiskParts => ({
  uboot,
  kernel,
  deviceTree,
  initramfs,
  rootTree,
});

const putStock = async (workshop: Workshop, cache: string, software: Software): Promise<void> => {
  const { standIns, uboot, identity, release } = software;
  const deviceTree = await makeDeviceTree(workshop, 'stock', software.source);
  const disk = await makeDisk(workshop, 'disk', diskParts(uboot, deviceTree, software));
  await putProducts(workshop, cache, {
    kind: 'stock',
    kernel: release,
    identity,
    sources: {
      shim: { path: standIns.path('shim.img'), made: standIns },
      rom: { path: standIns.path('rom.bin'), made: standIns },
      uboot: { path: uboot.path('u-boot.bin'), made: uboot },
      dtb: { path: deviceTree.path(deviceTreeFile), made: deviceTree },
      emmc: { path: disk.path('emmc.img'), made: disk },
    },
  });
};

const putM7 = async (workshop: Workshop, cache: string, mirror: Mirror, software: Software): Promise<void> => {
  const { standIns, uboot, identity, release } = software;
  const sources = await fetchM7Sources(workshop, cache, mirror);
  const [tfA, upstream] = [await makeTfA(workshop, 'tf-a-m7', sources), await makeTfA(workshop, 'tf-a-upstream', sources)];
  const qemu = await makeEmulator(workshop, sources);
  const deviceTree = await makeDeviceTree(workshop, 'm7', software.source);
  const disk = await makeDisk(workshop, 'disk-m7', diskParts(uboot, deviceTree, software));
  const older = await makeOlder(workshop.below('linux-older'), cache, mirror, identity);
  // The same tree of the board: what differs is the kernel that reads it.
  const olderDisk = await makeDisk(workshop, 'disk-older', diskParts(uboot, deviceTree, older));
  await putProducts(workshop, cache, {
    kind: 'm7',
    kernel: release,
    olderKernel: older.release,
    identity,
    qemu: qemu.path(emulator),
    sources: {
      rom: { path: standIns.path('rom.bin'), made: standIns },
      uboot: { path: uboot.path('u-boot.bin'), made: uboot },
      bl31: { path: tfA.path('bl31.bin'), made: tfA },
      upstreamBl31: { path: upstream.path('bl31.bin'), made: upstream },
      emmc: { path: disk.path('emmc.img'), made: disk },
      olderEmmc: { path: olderDisk.path('emmc.img'), made: olderDisk },
    },
  });
};

const makeOlder = async (workshop: Workshop, cache: string, mirror: Mirror, identity: Made): Promise<Linux> =>
  makeLinux(workshop, await fetchPackages(workshop, cache, mirror, 'release'), identity);

const machineMirror = (): { mirror: Mirror; release: string } => {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'bookworm';
  return { mirror: debianMirror(readAptSources(), release), release };
};
