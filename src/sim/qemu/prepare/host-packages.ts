import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../../core/errors.ts';
import { Apt, copySources, stanza } from './apt.ts';
import type { Mirror } from './apt-sources.ts';
import type { QemuKind } from './manifest.ts';
import type { Shell } from './step.ts';

/** The machine that QEMU must know; it came with QEMU 10, which bookworm has in its backports only. */
export const machine = 'imx8mp-evk';
export const emulator = 'qemu-system-aarch64';

const boardTools = [
  ...['gcc', 'libc6-dev', 'make', 'patch', 'python3', 'bc', 'bison', 'flex', 'libssl-dev', 'bzip2', 'xz-utils'],
  ...['gcc-aarch64-linux-gnu', 'device-tree-compiler', 'kmod', 'cpio', 'mtools', 'dosfstools', 'fdisk', 'e2fsprogs', 'openssl'],
];

// What QEMU itself is built with. python3-venv: its configure makes an environment of its own.
const emulatorTools = ['ninja-build', 'pkg-config', 'python3-venv', 'libglib2.0-dev', 'libslirp-dev', 'libfdt-dev'];
// In bookworm's backports, as QEMU 10.
const oldestMeson = [1, 5] as const;

/** Debian packages that this machine lacks. Throws ConfigError where it is not Debian. */
export const missingPackages = async (sh: Shell, kind: QemuKind): Promise<string[]> => {
  const tools = kind === 'm7' ? [...boardTools, ...emulatorTools] : boardTools;
  const known = await sh({ nothrow: true })`dpkg-query --show --showformat '\${Package} \${db:Status-Status}\n' ${tools}`;
  if (known.exitCode === 127) {
    throw new ConfigError('a QEMU board can be prepared on Debian only', { remedy: 'run it in a container of Debian 12' });
  }
  const installed = new Set([...known.stdout.matchAll(/^(\S+) installed$/gm)].map(([, name]) => name));
  const machines = await sh({ nothrow: true })`${emulator} -machine help`;
  const hasMachine = machines.stdout.includes(machine);
  const hasMeson = kind !== 'm7' || isNewMeson((await sh({ nothrow: true })`meson --version`).stdout);
  return [...(hasMachine ? [] : ['qemu-system-arm']), ...(hasMeson ? [] : ['meson']), ...tools.filter((name) => !installed.has(name))];
};

/** Whether `meson --version` says that it can build QEMU 10. */
export const isNewMeson = (said: string): boolean => {
  const [major = 0, minor = 0] = said.trim().split('.').map(Number);
  return major > oldestMeson[0] || (major === oldestMeson[0] && minor >= oldestMeson[1]);
};

export interface HostApt {
  /** Folder for apt's own files. */
  readonly folder: string;
  readonly mirror: Mirror;
  /** Code name of the release that the machine runs. */
  readonly release: string;
}

/** Installs the packages, or says in a ConfigError what root has to type. */
export const installPackages = async (missing: readonly string[], host: HostApt, sh: Shell): Promise<void> => {
  const apt = new Apt(host.folder, [], sh);
  copySources(host.folder);
  writeFileSync(join(host.folder, 'sources.list.d/backports.sources'), stanza(host.mirror, 'deb', `${host.release}-backports`));
  writeFileSync(
    join(host.folder, 'preferences.d/qemu'),
    `Package: src:qemu meson\nPin: release n=${host.release}-backports\nPin-Priority: 990\n`,
  );
  await apt.update();
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  const root = process.getuid?.() === 0;
  if (!root) {
    throw new ConfigError(`${missing.length} packages are missing to prepare a QEMU board: ${missing.join(' ')}`, {
      remedy: `run: sudo APT_CONFIG=${apt.config} ${install.join(' ')}`,
    });
  }
  await sh({ env: { ...process.env, APT_CONFIG: apt.config, DEBIAN_FRONTEND: 'noninteractive' } })`${install}`;
};
