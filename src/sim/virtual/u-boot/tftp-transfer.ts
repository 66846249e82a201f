import { createSocket, type Socket } from 'node:dgram';

export interface TransferOptions {
  readonly host: string;
  readonly path: string;
  readonly signal: AbortSignal;
  /** Ctrl-C. */
  readonly interrupted: () => boolean;
  /** A block came. */
  readonly onBlock: (number: number) => void;
  /** Nobody answered in time, and the request goes out again. Resolves when the time is over that U-Boot waits where it is certain that nobody listens. */
  readonly onTimeout: (certain: boolean) => Promise<void>;
}

export type Transfer =
  | { readonly content: Uint8Array }
  | { readonly error: { readonly code: number; readonly text: string } }
  | { readonly failed: 'retries' | 'interrupt' };

// CONFIG_TFTP_BLOCKSIZE of configs/verdin-imx8m*_defconfig; net/tftp.c.
const wantedBlock = 4096;
const timeoutMs = 5000;
const timeouts = 10;
const opcode = { read: 1, data: 3, acknowledge: 4, error: 5, options: 6 } as const;

/** Fetches a file by TFTP (RFC 1350, block size as of RFC 2348) from a real server. Times are those of the host: its server knows no other. */
export const fetchByTftp = async (options: TransferOptions): Promise<Transfer> => {
  const [socket, probe] = [createSocket('udp4'), createSocket('udp4')];
  try {
    return await new Client(socket, probe, options).run();
  } finally {
    for (const each of [socket, probe]) each.close();
  }
};

type Answer = { readonly packet: Buffer; readonly port: number } | 'silence' | 'refused';

class Client {
  readonly #socket: Socket;
  readonly #options: TransferOptions;
  readonly #arrived: { readonly packet: Buffer; readonly port: number }[] = [];
  #wake: (() => void) | undefined;
  #refused = false;

  /** `probe`: the host says on a connected socket, by ICMP, that nobody has the port. A board does not listen to that, but need not be waited for then. */
  constructor(socket: Socket, probe: Socket, options: TransferOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (packet, { port }) => {
      this.#arrived.push({ packet, port });
      this.#wake?.();
    });
    const refused = (): void => {
      this.#refused = true;
      this.#wake?.();
    };
    for (const each of [socket, probe]) each.on('error', refused);
    probe.connect(69, options.host, () => probe.send(acknowledgement(0)));
  }

  async run(): Promise<Transfer> {
    const { path, onBlock, onTimeout, interrupted } = this.#options;
    const blocks: Uint8Array[] = [];
    let [size, server, expected, missed] = [512, 69, 1, 0];
    let last: Buffer = request(path);
    this.#send(last, server);
    for (;;) {
      if (interrupted()) return { failed: 'interrupt' };
      const answer = await this.#next();
      if (typeof answer === 'string') {
        if (++missed > timeouts) return { failed: 'retries' };
        await onTimeout(answer === 'refused');
        this.#send(last, server);
        continue;
      }
      const { packet, port } = answer;
      // The first answer comes from the port that the whole transfer then uses.
      if (server !== 69 && port !== server) continue;
      const kind = packet.readUInt16BE(0);
      if (kind === opcode.error) return { error: { code: packet.readUInt16BE(2), text: packet.subarray(4, -1).toString('latin1') } };
      server = port;
      if (kind === opcode.options) {
        size = blockSizeIn(packet) ?? size;
        last = acknowledgement(0);
      } else if (kind === opcode.data && packet.readUInt16BE(2) === (expected & 0xffff)) {
        missed = 0;
        blocks.push(packet.subarray(4));
        onBlock(expected);
        last = acknowledgement(expected++);
      } else continue;
      this.#send(last, server);
      if (kind === opcode.data && packet.length - 4 < size) return { content: Buffer.concat(blocks) };
    }
  }

  #send(packet: Buffer, port: number): void {
    this.#socket.send(packet, port, this.#options.host);
  }

  async #next(): Promise<Answer> {
    this.#options.signal.throwIfAborted();
    if (this.#refused) return 'refused';
    if (this.#arrived.length === 0) await this.#woken();
    this.#options.signal.throwIfAborted();
    return this.#arrived.shift() ?? (this.#refused ? 'refused' : 'silence');
  }

  async #woken(): Promise<void> {
    const { signal } = this.#options;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', this.#wake, { once: true });
    });
    if (this.#wake) signal.removeEventListener('abort', this.#wake);
    this.#wake = undefined;
  }
}

const request = (path: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, opcode.read]),
    Buffer.from(`${[path, 'octet', 'timeout', timeoutMs / 1000, 'blksize', wantedBlock].join('\0')}\0`, 'latin1'),
  ]);

const acknowledgement = (block: number): Buffer => {
  const packet = Buffer.alloc(4);
  packet.writeUInt16BE(opcode.acknowledge, 0);
  packet.writeUInt16BE(block & 0xffff, 2);
  return packet;
};

const blockSizeIn = (packet: Buffer): number | undefined => {
  const words = packet.subarray(2).toString('latin1').split('\0');
  const value = words[words.findIndex((word) => word.toLowerCase() === 'blksize') + 1];
  return words.some((word) => word.toLowerCase() === 'blksize') && value !== undefined ? Number(value) : undefined;
};
