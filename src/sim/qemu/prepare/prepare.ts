import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mirror } from './apt-sources.ts';
import { debianMirror, readAptSources } from './apt-sources.ts';
import { deviceTreeFile, makeDeviceTree } from './device-tree.ts';
import { makeDisk } from './disk.ts';
import { installPackages, missingPackages } from './host-packages.ts';
import { makeIdentity } from './identity.ts';
import { makeInitramfs } from './initramfs.ts';
import { makeKernel } from './kernel.ts';
import { unpackLinuxSource } from './linux-source.ts';
import { lockCache } from './lock.ts';
import { makeModules } from './modules.ts';
import { fetchPackages } from './packages.ts';
import { putProducts } from './products.ts';
import { makeRootTree } from './root-tree.ts';
import { makeStandIns } from './stand-ins.ts';
import { Workshop } from './step.ts';
import { makeUBoot } from './u-boot.ts';

/** Makes everything that a QEMU board needs, in the cache folder; `say` gets one line a step. Throws PrepareError or ConfigError. */
export const prepare = async (cache: string, say: (line: string) => void): Promise<void> => {
  mkdirSync(cache, { recursive: true });
  await using _lock = await lockCache(cache, () => say(`another qemu:prepare is at work in ${cache}: waiting for it`));
  const workshop = new Workshop(cache, say);
  const { mirror, release } = machineMirror();
  await workshop.run('host', async (sh) => {
    const missing = await missingPackages(sh);
    if (missing.length > 0) say(`needs Debian packages: ${missing.join(' ')}`);
    if (missing.length > 0) await installPackages(missing, { folder: join(cache, 'apt-host'), mirror, release }, sh);
  });
  const packages = await fetchPackages(workshop, cache, mirror);
  const [standIns, uboot] = [await makeStandIns(workshop), await makeUBoot(workshop, packages)];
  const source = await unpackLinuxSource(workshop, packages);
  const [kernel, modules] = [await makeKernel(workshop, packages), await makeModules(workshop, packages, source)];
  const [deviceTree, identity] = [await makeDeviceTree(workshop, source), await makeIdentity(workshop)];
  const rootTree = await makeRootTree(workshop, { packages, kernel, modules, identity });
  const initramfs = await makeInitramfs(workshop, packages.kernel, rootTree);
  const disk = await makeDisk(workshop, { uboot, kernel, deviceTree, initramfs, rootTree });
  await putProducts(workshop, cache, {
    kernel: packages.kernel,
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

const machineMirror = (): { mirror: Mirror; release: string } => {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'bookworm';
  return { mirror: debianMirror(readAptSources(), release), release };
};
