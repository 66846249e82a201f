import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { ConfigError, HilError, ProvisionError } from '../../core/errors.ts';
import type { NetbootEntry } from '../../core/netboot.ts';
import { ownEntry } from '../../core/own-entry.ts';
import type { RemoteShell } from '../../core/shell.ts';
import type { BootControl } from '../boot/boot-control.ts';
import type { BoardModel } from '../models/board-model.ts';
import type { NetbootVariables } from './boot-variables.ts';
import { fetchFailureIn } from './fetch-failure.ts';
import { fetchCommands, type NetworkFile, type ServedFiles } from './served-files.ts';

export interface NetbootOptions {
  /** The name of the board. */
  readonly board: string;
  readonly entries: Readonly<Record<string, NetbootEntry>>;
  readonly served: ServedFiles;
  readonly boot: BootControl;
  readonly model: BoardModel;
}

interface Held {
  readonly nonce: string;
  /** What /proc/version may say; empty where the image does not tell. */
  readonly versions: readonly string[];
}

type Part = 'kernel' | 'deviceTree' | 'initramfs';

const parts: readonly (readonly [Part, string, string])[] = [
  ['kernel', 'Image', `\${kernel_addr_r}`],
  ['deviceTree', 'dtb', `\${fdt_addr_r}`],
  // The last: `filesize` is its size then.
  ['initramfs', 'initramfs', `\${ramdisk_addr_r}`],
];

/** Kernel, device tree and initramfs that U-Boot fetches by TFTP at every boot. */
export class Netboot {
  readonly #options: NetbootOptions;
  readonly #held = new Map<string, Held>();
  readonly #contents = new Map<string, Promise<Buffer>>();

  constructor(options: NetbootOptions) {
    this.#options = options;
  }

  /** Puts the files where U-Boot gets them, and says what it must run. `changed`: what runs may be of other files. Throws HilError of the lab. */
  async hold(name: string | undefined): Promise<(NetbootVariables & { readonly changed: boolean }) | undefined> {
    if (name === undefined) return undefined;
    const { board, entries, model, served } = this.#options;
    const entry = ownEntry(entries, name);
    if (!entry)
      throw new ConfigError(`the lab file names no netboot '${name}'`, {
        remedy: `it names: ${Object.keys(entries).join(', ') || 'none'}`,
      });
    const fetched: { readonly file: NetworkFile; readonly to: string }[] = [];
    let [changed, versions]: [boolean, readonly string[]] = [false, []];
    for (const [part, suffix, to] of parts) {
      const path = entry[part];
      if (path === undefined) continue;
      const content = await this.#contentOf(path);
      if (part === 'kernel') versions = this.#held.get(name)?.versions ?? versionsIn(content);
      const placed = await served.place(`${board}-hil-${name}.${suffix}`, content);
      fetched.push({ file: placed.file, to });
      changed ||= placed.changed;
    }
    const nonce = this.#held.get(name)?.nonce ?? randomBytes(4).toString('hex');
    this.#held.set(name, { nonce, versions });
    return { script: scriptOf(fetched, entry, nonce), otherwise: model.profile.uboot.bootCommand, changed };
  }

  /** That the boot in progress is of these files, by what runs. Throws HilError of the lab, or ProvisionError. */
  async verify(name: string, shell: RemoteShell, signal: AbortSignal): Promise<void> {
    const { nonce, versions } = this.#held.get(name)!;
    const { stdout } = await shell.run('cat /proc/cmdline /proc/version; command -v fw_setenv', { signal, reject: false, asRoot: true });
    const [commandLine = '', running = '', tool = ''] = stdout.trim().split('\n');
    if (!commandLine.split(/\s+/).includes(`${argument}=${nonce}`)) throw this.#notBooted(name, commandLine);
    if (versions.length > 0 && !versions.includes(running.trim()))
      throw new ProvisionError(`another kernel runs than that of netboot '${name}'`, {
        evidence: [`ssh: /proc/version: ${running.trim()}`, `the file has: ${versions.at(-1)}`],
        remedy: 'what U-Boot fetched was the file itself, by its checksum: see whether it starts another kernel (kexec)',
      });
    if (tool === '')
      throw new HilError(
        'suite',
        `the Linux of netboot '${name}' has no fw_setenv, so nobody could make the board boot its own system again`,
        {
          remedy: 'boot it with a root file system that has libubootenv-bin or u-boot-fw-utils',
        },
      );
  }

  // Once a run: a build that goes on meanwhile is not mixed into it.
  #contentOf(path: string): Promise<Buffer> {
    const content = this.#contents.get(path) ?? contentOf(path);
    this.#contents.set(path, content);
    return content;
  }

  #notBooted(name: string, commandLine: string): HilError {
    const lines = this.#options.boot.loader.all;
    const evidence = [
      `ssh: /proc/cmdline: ${commandLine}`,
      ...lines
        .filter((line) => told.test(line))
        .slice(-8)
        .map((line) => `U-Boot: ${line.trim()}`),
    ];
    this.#options.served.forget();
    const failure = fetchFailureIn(lines);
    if (failure)
      return new HilError('lab', `U-Boot did not get all of netboot '${name}' by TFTP: ${failure.line}`, {
        evidence,
        remedy: failure.remedy,
      });
    return new ProvisionError(`U-Boot did not boot netboot '${name}', and the board runs its own system`, {
      evidence,
      remedy: 'look at what U-Boot says between TFTP and the next load: `booti` of this kernel, or a command that it does not have',
    });
  }
}

const argument = 'hil.netboot';

const told =
  /TFTP|Bytes transferred|Retry|BOOTP|DHCP|PHY|ethernet|crc32|ERROR|Unknown command|Image magic|kernel_comp|not provided|Failed|FDT|## |Starting kernel/i;

const scriptOf = (
  fetched: readonly { readonly file: NetworkFile; readonly to: string }[],
  { arguments: own, initramfs }: NetbootEntry,
  nonce: string,
): string => {
  const ramdisk = initramfs === undefined ? '-' : `\${ramdisk_addr_r}:\${filesize}`;
  return [
    ...fetchCommands(fetched),
    `setenv bootargs ${own.trim()} ${argument}=${nonce} \${tdxargs}`,
    `booti \${kernel_addr_r} ${ramdisk} \${fdt_addr_r}`,
  ].join(' && ');
};

const contentOf = (path: string): Promise<Buffer> =>
  readFile(path).catch((cause: unknown) => {
    throw new HilError('lab', `${path} cannot be read any more: ${(cause as Error).message}`, { cause });
  });

/** `linux_banner` of init/version.c, which is what /proc/version prints: an image may hold it twice, once without the number of the build (version-timestamp.c). */
const versionsIn = (kernel: Buffer): readonly string[] => {
  const image = kernel.readUInt16BE(0) === 0x1f8b ? gunzipSync(kernel) : kernel;
  return [...image.toString('latin1').matchAll(/Linux version \d[^\n\0]*/g)].map(([banner]) => banner.trim());
};
