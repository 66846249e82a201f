import { readFileSync } from 'node:fs';
import { hmpOverlay as hmpOverlayOf, otherOverlay } from '../device-tree/hmp-overlay.ts';
import type { Identity } from '../identity.ts';
import { modelText } from '../model-text.ts';
import type { BoardSettings } from '../settings.ts';
import { type FileTree, type Folder, newFile, newLink } from './file-tree.ts';
import { installPrograms } from './programs.ts';

/** What the installer wrote to the eMMC: enough of the image for U-Boot's scripts, for logins and for looking around. */
export const writeImage = (tree: FileTree, settings: BoardSettings, identity: Identity): void => {
  const text = (path: string, content: string, mode = 0o644): void => tree.put(path, newFile(Buffer.from(content), mode));
  systemFolders(tree, identity);
  installPrograms(tree);
  if (settings.image === 'torizon') torizonFiles(tree, settings, identity, text);
  else bspFiles(tree, settings, text);
  // What a lab adds to try failures; the images come without them.
  for (const name of ['test_lockup', 'hil_oops']) tree.put(`/usr/lib/modules/${identity.release}/updates/${name}.ko`, claimed(24_576));
  text('/etc/hostname', `${identity.hostName}\n`);
  text('/etc/issue', `${identity.distro.issue} \\n \\l\n`);
  text('/etc/fw_env.config', '/dev/emmc-boot0 -0x2200 0x2000\n');
  text('/etc/os-release', osRelease(settings, identity));
  text('/etc/passwd', 'root:x:0:0:root:/home/root:/bin/sh\ntorizon:x:1000:1000::/home/torizon:/bin/bash\n');
  text('/etc/machine-id', `${identity.ostreeHash.slice(0, 32)}\n`);
};

type WriteText = (path: string, content: string, mode?: number) => void;

const systemFolders = (tree: FileTree, { release }: Identity): void => {
  for (const path of [
    '/etc/systemd/system',
    '/mnt',
    '/media',
    `/usr/lib/modules/${release}`,
    '/usr/lib/firmware',
    '/usr/bin',
    '/usr/sbin',
    '/usr/share',
    '/var/log',
    '/var/lib',
    '/var/tmp',
    '/opt',
    '/srv',
  ]) {
    tree.folder(path);
  }
  tree.folder('/var/tmp').mode = 0o1777;
  for (const name of ['bin', 'sbin', 'lib']) tree.put(`/${name}`, newLink(`usr/${name}`));
};

const torizonFiles = (tree: FileTree, settings: BoardSettings, { ostreeHash }: Identity, text: WriteText): void => {
  tree.folder('/var/rootdirs/home/torizon', 0o700, 1000);
  tree.folder('/var/roothome', 0o700);
  tree.put('/home', newLink('var/rootdirs/home'));
  tree.put('/root', newLink('var/roothome'));
  tree.put('/boot', newLink('sysroot/boot'));
  tree.put('/ostree', newLink('sysroot/ostree'));
  const boot = `/boot/ostree/torizon-${ostreeHash}`;
  text('/sysroot/boot.scr', modelText(torizonScript, settings.model));
  text('/sysroot/boot/loader/uEnv.txt', torizonLoader(boot, ostreeHash));
  tree.put(`/sysroot${boot}/vmlinuz`, kernelImage());
  tree.put(`/sysroot${boot}/initramfs.img`, claimed(11_238_912));
  deviceTrees(tree, `/sysroot${boot}/dtb`, settings, text);
};

const torizonLoader = (boot: string, hash: string): string =>
  [
    `kernel_image=${boot}/vmlinuz`,
    `ramdisk_image=${boot}/initramfs.img`,
    `fdtdir=${boot}/dtb`,
    `bootargs=quiet logo.nologo vt.global_cursor_default=0 plymouth.ignore-serial-consoles splash fbcon=map:3 ostree=/ostree/boot.1/torizon/${hash}/0`,
    '',
  ].join('\n');

// The order of Torizon's boot script: uEnv.txt, device tree, overlays, kernel; the arguments come last, with tdxargs behind all others.
const torizonScript = readFileSync(new URL('../boot/torizon.boot-script', import.meta.url), 'utf8');

const bspFiles = (tree: FileTree, settings: BoardSettings, text: WriteText): void => {
  tree.folder('/home/root', 0o700);
  tree.put('/root', newLink('home/root'));
  text('/boot/boot.scr', modelText(bspScript, settings.model));
  tree.put('/boot/Image', kernelImage());
  deviceTrees(tree, '/boot', settings, text);
};

const bspScript = readFileSync(new URL('../boot/bsp.boot-script', import.meta.url), 'utf8');

const deviceTrees = (tree: FileTree, folder: string, { hmpOverlay, wifi, model }: BoardSettings, text: WriteText): void => {
  const hdmi = `${model.name}_hdmi_overlay.dtbo`;
  const hmp = model.remoteproc.overlay;
  tree.put(`${folder}/${model.soc}-verdin-${wifi ? 'wifi' : 'nonwifi'}-dev.dtb`, claimed(87_363));
  tree.put(`${folder}/overlays/${hmp}`, newFile(hmpOverlayOf(model)));
  tree.put(`${folder}/overlays/${hdmi}`, newFile(otherOverlay()));
  const overlays = [hdmi, ...(hmpOverlay ? [hmp] : [])];
  text(`${folder}/overlays.txt`, `fdt_overlays=${overlays.join(' ')}\n`);
};

const claimed = (size: number): ReturnType<typeof newFile> => Object.assign(newFile(new Uint8Array(64)), { claimedSize: size });

// The header of an arm64 Image (Documentation/arm64/booting.rst): `ARM\x64` at offset 56.
const kernelImage = (): ReturnType<typeof newFile> => {
  const header = Buffer.alloc(64);
  header.write('ARMd', 56, 'latin1');
  return Object.assign(newFile(header), { claimedSize: 31_461_888 });
};

const osRelease = ({ image }: BoardSettings, { distro }: Identity): string =>
  [
    `ID=${image === 'torizon' ? 'torizon' : 'tdx-xwayland'}`,
    `NAME="${distro.name}"`,
    `VERSION="${distro.version}"`,
    `VERSION_ID=${distro.version.replace('+', '-')}`,
    `BUILD_ID="${/\d+$/.exec(distro.version)?.[0] ?? ''}"`,
    `PRETTY_NAME="${distro.issue}"`,
    '',
  ].join('\n');

/** Where Linux keeps what U-Boot calls `<partition> <path>` of the eMMC; undefined: no such partition. */
export const linuxPathOf = (image: BoardSettings['image'], hash: string, partition: number, path: string): string | undefined => {
  const absolute = `/${path}`.replace(/\/+/g, '/');
  if (image === 'bsp') return partition === 1 ? `/boot${absolute}` : partition === 2 ? absolute : undefined;
  if (partition !== 1) return undefined;
  const [, inVar] = /^\/ostree\/deploy\/torizon\/var(\/.*|)$/.exec(absolute) ?? [];
  if (inVar !== undefined) return `/var${inVar}`;
  const deployment = `/ostree/deploy/torizon/deploy/${hash}.0`;
  return absolute.startsWith(`${deployment}/`) ? absolute.slice(deployment.length) : `/sysroot${absolute}`;
};

/** What is lost when Linux ends: the folders that live in memory. */
export const volatileFolders = ['tmp', 'run', 'dev', 'proc', 'sys'] as const;

/** Takes the memory file systems away, as every boot begins without them. */
export const dropVolatile = (root: Folder): void => {
  for (const name of volatileFolders) root.entries.delete(name);
};
