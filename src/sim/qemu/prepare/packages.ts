import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Apt, type Fetchable, stanza } from './apt.ts';
import type { Mirror } from './apt-sources.ts';
import { inputSum } from './checksum.ts';
import { PrepareError } from './prepare-error.ts';
import type { Shell, Workshop } from './step.ts';

// Whatever the machine runs: what the board runs does not depend on it.
const release = 'bookworm';
const sourceRelease = 'trixie';

// sshd with every library it loads, U-Boot's environment tools, and busybox for the rest.
const boardPackages = [
  ...['busybox-static', 'openssh-server', 'openssh-sftp-server', 'libubootenv-tool', 'libubootenv0.1', 'libyaml-0-2'],
  ...['libc6', 'libcrypt1', 'libpam0g', 'libselinux1', 'libpcre2-8-0', 'libssl3', 'zlib1g', 'libaudit1', 'libcap-ng0', 'libcap2'],
  ...['libgssapi-krb5-2', 'libkrb5-3', 'libk5crypto3', 'libkrb5support0', 'libcom-err2', 'libkeyutils1', 'libwrap0', 'libnsl2'],
  ...['libtirpc3', 'libsystemd0', 'libgcrypt20', 'libgpg-error0', 'liblz4-1', 'liblzma5', 'libzstd1'],
];

const roles = ['kernel', 'headers', 'board', 'busybox', 'linux', 'u-boot'] as const;
/** kernel: its image; headers: what modules are built with; board: the root file system; busybox: one that runs here; the others: sources. */
export type Role = (typeof roles)[number];

const schema = z.object({
  /** `uname -r` of the kernel. */
  kernel: z.string(),
  files: z.record(z.enum(roles), z.array(z.object({ name: z.string(), sha256: z.string() }))),
});

/** Debian's packages, fetched and checked. */
export class Packages {
  readonly kernel: string;
  readonly #files: z.infer<typeof schema>['files'];
  readonly #folder: string;
  constructor(list: string, folder: string) {
    const { kernel, files } = schema.parse(JSON.parse(readFileSync(list, 'utf8')));
    this.kernel = kernel;
    this.#files = files;
    this.#folder = folder;
  }

  paths = (role: Role): string[] => this.#files[role].map(({ name }) => join(this.#folder, name));

  /** The one file of the role whose name matches. Throws PrepareError. */
  path = (role: Role, name: RegExp): string => {
    const found = this.paths(role).find((path) => name.test(path));
    if (!found) throw new PrepareError(`Debian's ${role} package has no file that matches ${name}`);
    return found;
  };

  /** Changes with any of the files. */
  sum = (role: Role): string => this.#files[role].map(({ sha256 }) => sha256).join(' ');
}

/** Whose kernel: that of Debian's backports, or the release's own. */
export type KernelSource = 'backports' | 'release';

/** Fetches what the board is made of. What was fetched stays until the list here or the mirror changes: nothing is asked when warm. */
export const fetchPackages = async (workshop: Workshop, cache: string, mirror: Mirror, from: KernelSource): Promise<Packages> => {
  const downloads = join(cache, 'downloads');
  mkdirSync(downloads, { recursive: true });
  const made = await workshop.make({
    name: 'packages',
    inputs: [inputSum(import.meta.url), JSON.stringify(mirror), from],
    make: async (folder, sh) => {
      const apt = await boardApt(join(cache, from === 'backports' ? 'apt' : 'apt-release'), mirror, from, sh);
      const { kernel, files } = await choose(apt, sh);
      for (const file of roles.flatMap((role) => files[role])) await apt.fetch(file, downloads);
      writeFileSync(join(folder, 'packages.json'), JSON.stringify({ kernel, files }, undefined, 2));
    },
  });
  return new Packages(made.path('packages.json'), downloads);
};

const boardApt = async (folder: string, mirror: Mirror, from: KernelSource, sh: Shell): Promise<Apt> => {
  mkdirSync(folder, { recursive: true });
  const host = (await sh`dpkg --print-architecture`).stdout.trim();
  // An empty status: nothing that this machine has installed counts.
  writeFileSync(join(folder, 'status'), '');
  const architectures = [...new Set([host, 'arm64'])].map((name) => `"${name}";`).join(' ');
  const apt = new Apt(folder, [`Dir::State::status "${folder}/status"`, `APT::Architectures { ${architectures} }`], sh);
  const kernels = from === 'backports' ? `${release}-backports` : release;
  const binary = stanza(mirror, 'deb', [...new Set([release, kernels])].join(' '));
  const source = [stanza(mirror, 'deb-src', kernels), stanza(mirror, 'deb-src', sourceRelease)];
  writeFileSync(join(folder, 'sources.list.d/debian.sources'), [binary, ...source].join('\n'));
  const pin = `Pin: release n=${kernels}\nPin-Priority: 990\n`;
  writeFileSync(join(folder, 'preferences.d/linux'), `Package: linux-image-*:any linux-headers-*:any linux-kbuild-*:any\n${pin}`);
  await apt.update();
  return apt;
};

const choose = async (apt: Apt, sh: Shell): Promise<{ kernel: string; files: Record<Role, Fetchable[]> }> => {
  const host = (await sh`dpkg --print-architecture`).stdout.trim();
  const image = (await apt.dependencies('linux-image-arm64:arm64')).map(plainName).find((name) => /^linux-image-\d/.test(name));
  const kernel = image?.replace('linux-image-', '');
  const abi = kernel?.replace(/-arm64$/, '');
  const version = abi && (await apt.candidate(`linux-headers-${abi}-common`));
  // Named after the build or, in Debian 12 itself, after the series.
  const kbuild =
    kernel && (await apt.dependencies(`linux-headers-${kernel}:arm64`)).map(plainName).find((name) => /^linux-kbuild-/.test(name));
  if (!kernel || !version || !kbuild) throw new PrepareError(`the mirror has no arm64 kernel for Debian ${release}`);
  const headers = [`linux-headers-${kernel}:arm64`, `linux-headers-${abi}-common`, `${kbuild}:${host}`];
  return {
    kernel,
    files: {
      kernel: await apt.packages([`${image}:arm64`]),
      headers: await apt.packages(headers),
      board: await apt.packages(boardPackages.map((name) => `${name}:arm64`)),
      busybox: await apt.packages([`busybox-static:${host}`]),
      linux: tarballs(await apt.source(`linux=${version}`)).filter(({ name }) => name.includes('.orig.')),
      'u-boot': tarballs(await apt.source('u-boot')),
    },
  };
};

// apt names the architecture, and puts what no source has for this one into brackets.
const plainName = (name: string): string => name.replace(/[<>]|:.*/g, '');

// The signature and the description are vouched for already, by the index that names the tarballs with their sums.
const tarballs = (files: readonly Fetchable[]): Fetchable[] => files.filter(({ name }) => /\.tar\.\w+$/.test(name));
