import { constants } from 'node:fs';
import { access, chmod, rename, rm, writeFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Driver } from '../../core/driver.ts';
import { HilError } from '../../core/errors.ts';
import type { TftpServer } from '../../core/tftp.ts';

const address = z.string().refine(isIPv4, { message: 'expected an IPv4 address: U-Boot resolves no names here' });

const schema = z.strictObject({
  /** Of the server, as the board reaches it. It listens on port 69: the U-Boot of a Verdin knows no other. */
  host: address,
  /** A folder of this host that the server gives, which this user can write to. */
  folder: z.string().startsWith('/', 'expected an absolute path'),
  /** What boards put before a file's name, where `folder` is not the server's own root: 'hil/'. */
  prefix: z
    .string()
    .regex(/^[\w./-]{0,60}\/$/, "expected a path that ends with '/'")
    .optional(),
  /** The board's own address while it is in U-Boot; 'dhcp' by default. */
  board: z
    .union([
      z.literal('dhcp'),
      z
        .strictObject({ address, netmask: address.optional(), gateway: address.optional() })
        // U-Boot's arp.c takes every address for one of its own network then.
        .refine(({ gateway, netmask }) => gateway === undefined || netmask !== undefined, {
          path: ['gateway'],
          message: 'expected a `netmask` beside it: without one U-Boot never uses a gateway',
        }),
    ])
    .default('dhcp'),
});
export type TftpServerSettings = z.input<typeof schema>;

/** A TFTP server of the lab, by the folder that it gives: files are put there for a run, and taken away after it. */
export const tftpServer = (settings: TftpServerSettings): Driver<TftpServer> => ({
  driver: 'tftp-server',
  settings,
  schema,
  // What is put there has the board's name in its own.
  wires: () => [],
  connect: async () => new ServedFolder(schema.parse(settings)),
  async look() {
    await access(settings.folder, constants.W_OK).catch((cause: unknown) => {
      throw failed('nothing can be put into', settings.folder, cause);
    });
    return `gives ${settings.folder}`;
  },
});

class ServedFolder implements TftpServer {
  readonly host: string;
  readonly board: TftpServer['board'];
  readonly #settings: z.output<typeof schema>;

  constructor(settings: z.output<typeof schema>) {
    this.#settings = settings;
    this.host = settings.host;
    this.board = settings.board;
  }

  async put(name: string, content: Uint8Array): Promise<string> {
    const path = join(this.#settings.folder, name);
    try {
      // Renamed into place: a board that asks meanwhile gets the old file or the new one. tftpd-hpa gives what everybody may read.
      await writeFile(`${path}.new`, content);
      await chmod(`${path}.new`, 0o644);
      await rename(`${path}.new`, path);
    } catch (cause) {
      throw failed('cannot put a file for TFTP at', path, cause);
    }
    return `${this.#settings.prefix ?? ''}${name}`;
  }

  async remove(name: string): Promise<void> {
    const path = join(this.#settings.folder, name);
    await rm(path, { force: true }).catch((cause: unknown) => {
      throw failed('cannot take away', path, cause);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const failed = (what: string, path: string, cause: unknown): HilError =>
  new HilError('lab', `${what} ${path}: ${(cause as Error).message}`, {
    cause,
    remedy:
      '`folder` of tftpServer is the folder that the TFTP server gives, such as /srv/tftp; the user of the run must be able to write there',
  });
