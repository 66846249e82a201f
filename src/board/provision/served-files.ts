import { crc32 } from 'node:zlib';
import { HilError } from '../../core/errors.ts';
import type { LoaderAddress, TftpServer } from '../../core/tftp.ts';
import type { Ledger } from './ledger.ts';

/** A file as U-Boot fetches it. */
export interface NetworkFile {
  readonly host: string;
  readonly board: LoaderAddress;
  /** As boards ask for it. */
  readonly path: string;
  readonly bytes: number;
  /** As U-Boot's `crc32` counts it: 8 hexadecimal digits. */
  readonly crc: string;
}

/** What this board fetches from the lab's TFTP server: put there when it is needed first, and gone when the run is over. */
export class ServedFiles {
  readonly #server: TftpServer | undefined;
  readonly #ledger: Ledger;
  readonly #placed = new Map<string, NetworkFile>();

  constructor(server: TftpServer | undefined, ledger: Ledger) {
    this.#server = server;
    this.#ledger = ledger;
  }

  /** `changed`: the server gave another file of this name before, or none. Throws HilError of the lab. */
  async place(name: string, content: Uint8Array): Promise<{ readonly file: NetworkFile; readonly changed: boolean }> {
    const server = this.#needed();
    const crc = crc32(content).toString(16).padStart(8, '0');
    const known = this.#placed.get(name);
    if (known?.crc === crc && known.bytes === content.byteLength) return { file: known, changed: false };
    this.#ledger.noteServed(name);
    const path = await server.put(name, content);
    const file = { host: server.host, board: server.board, path, bytes: content.byteLength, crc };
    this.#placed.set(name, file);
    return { file, changed: true };
  }

  /** U-Boot did not find what was put there: it is put there again. */
  forget(): void {
    this.#placed.clear();
  }

  /** What this run and those before it have left. */
  async removeAll(): Promise<void> {
    for (const name of this.#ledger.owed.served) {
      await this.#needed().remove(name);
      this.#ledger.settleServed(name);
      this.#placed.delete(name);
    }
  }

  #needed(): TftpServer {
    if (this.#server) return this.#server;
    throw new HilError('lab', 'the lab file names no TFTP server for this board', {
      remedy: 'name one: `tftp: tftpServer({ host, folder })`',
    });
  }
}

/**
 * Commands that fetch files, each of which must succeed before the next. Only U-Boot's memory is changed by them: nothing of the network is stored. A file
 * is taken only with its very content.
 */
export const fetchCommands = (files: readonly { readonly file: NetworkFile; readonly to: string }[]): readonly string[] => [
  // Without it a server that does not answer would be asked for ever where the board's environment says so.
  'setenv netretry no',
  ...addressCommands(files[0]?.file.board ?? 'dhcp'),
  ...files.flatMap(({ file, to }) => [`tftpboot ${to} ${file.host}:${file.path}`, `crc32 -v ${to} \${filesize} ${file.crc}`]),
];

// `dhcp` alone would fetch what the DHCP server names.
const addressCommands = (board: LoaderAddress): readonly string[] => {
  if (board === 'dhcp') return ['setenv autoload no', 'dhcp'];
  const { address, netmask, gateway } = board;
  return [
    `setenv ipaddr ${address}`,
    ...(netmask === undefined ? [] : [`setenv netmask ${netmask}`]),
    ...(gateway === undefined ? [] : [`setenv gatewayip ${gateway}`]),
  ];
};
