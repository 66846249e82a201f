import { statSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import type { SerialPort } from 'serialport';
import { z } from 'zod';
import type { ByteStream } from '../../core/console.ts';
import type { Driver } from '../../core/driver.ts';
import { PortError } from '../../core/errors.ts';
import { devicePath } from './device-path.ts';
import { paced, paceSchema } from './paced-writer.ts';
import { PortEvents } from './port-events.ts';
import { ReopeningStream } from './reopening-stream.ts';
import { breakMs } from './rfc2217.ts';
import { noticeHangup } from './serial-hangup.ts';

const schema = z.strictObject({
  /** A name that does not move, such as one below /dev/serial/by-id. */
  path: z.string().min(1),
  /** 115200 by default; 8N1, no flow control. */
  baudRate: z.int().min(300).max(4_000_000).optional(),
  pace: paceSchema.optional(),
  /** Come back when the adapter does, under the same name, for a minute; what the UART says meanwhile is lost. Off by default. */
  reconnect: z.boolean().optional(),
  /** The state of the line once the port is open: low by default. Opening raises both for a moment. */
  dtr: z.boolean().optional(),
  rts: z.boolean().optional(),
});
export type SerialConsoleSettings = z.infer<typeof schema>;

/** A UART of this host, mostly behind USB. */
export const serialConsole = (settings: SerialConsoleSettings): Driver<ByteStream> => ({
  driver: 'serial',
  settings,
  schema,
  wires: () => [`serial ${devicePath(settings.path)}`],
  baudRate: settings.baudRate ?? usualRate,
  async connect({ clock, signal }) {
    signal.throwIfAborted();
    const stream = settings.reconnect ? await ReopeningStream.start(() => openStream(settings)) : await openStream(settings);
    return settings.pace ? paced(stream, settings.pace, clock, signal) : stream;
  },
});

const openStream = async (settings: SerialConsoleSettings): Promise<SerialStream> => {
  const port = await openPort(settings);
  const stream = new SerialStream(port, settings);
  try {
    await setLines(port, settings).catch((cause: unknown) => Promise.reject(explained(settings.path, cause)));
    await requireAlone(settings.path);
    return stream;
  } catch (cause) {
    await stream[Symbol.asyncDispose]();
    throw cause;
  }
};

const usualRate = 115_200;

// The lock keeps others from opening the port, and nobody who did so before from reading on: each of two readers gets some of the bytes.
const requireAlone = async (path: string): Promise<void> => {
  const [other] = await holdersOf(devicePath(path));
  if (!other) return;
  throw new PortError(
    `the serial port ${path} is open in ${other.program} (process ${other.pid}), too: each of two readers gets some of the bytes`,
    {
      remedy: `close it there, or end it: kill ${other.pid}`,
    },
  );
};

// Its native binding is loaded by who has such a port.
const require = createRequire(import.meta.url);

const openPort = (settings: SerialConsoleSettings): Promise<SerialPort> =>
  new Promise((resolve, reject) => {
    // Without hupcl closing the port drops no line: on some carriers that is a reset.
    const options = { path: settings.path, baudRate: settings.baudRate ?? usualRate, autoOpen: false, hupcl: false };
    const port = new (require('serialport') as typeof import('serialport')).SerialPort(options);
    if (statSync(settings.path, { throwIfNoEntry: false })?.isCharacterDevice() === false) {
      reject(noDevice(settings.path));
      return;
    }
    port.open((cause) => (cause ? reject(notOpened(settings.path, cause)) : resolve(port)));
  });

// Opening raises DTR and RTS by default; on a lab board either may be a reset or a boot strap.
const setLines = (port: SerialPort, { dtr, rts }: SerialConsoleSettings): Promise<void> =>
  new Promise((resolve, reject) => {
    port.set({ dtr: dtr ?? false, rts: rts ?? false, brk: false }, (cause) => {
      // A pseudo terminal has no modem lines; that matters only to who asked for them.
      const hasNone = cause !== null && /inappropriate ioctl/i.test(cause.message) && dtr === undefined && rts === undefined;
      if (cause && !hasNone) reject(cause);
      else resolve();
    });
  });

class SerialStream implements ByteStream {
  readonly #port: SerialPort;
  readonly #path: string;
  readonly #settings: SerialConsoleSettings;
  readonly #events = new PortEvents();
  readonly #writing = new Set<(error: Error) => void>();

  constructor(port: SerialPort, settings: SerialConsoleSettings) {
    this.#port = port;
    this.#path = settings.path;
    this.#settings = settings;
    noticeHangup(port);
    // A hangup is noticed only while somebody reads.
    port.on('data', (chunk: Buffer) => this.#events.hear(chunk));
    port.on('error', (cause) => this.#fail(cause));
    port.on('close', (cause: Error | null) => this.#fail(cause ?? new Error('it was closed')));
  }

  // After a hangup the callback of a write never comes, so the loss settles it.
  write(data: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#events.gone) {
        reject(this.#events.gone);
        return;
      }
      this.#writing.add(reject);
      this.#port.write(Buffer.from(data), (cause) => {
        this.#writing.delete(reject);
        if (cause) reject(this.#events.gone ?? vanished(this.#path, cause));
        else resolve();
      });
    });
  }

  async sendBreak(): Promise<void> {
    await setBreak(this.#port, this.#settings, true);
    await pause(breakMs);
    await setBreak(this.#port, this.#settings, false);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#events.onData(listener);
  }

  onLost(listener: (error: Error) => void): void {
    this.#events.onLost(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#events.close(new PortError(`the serial port ${this.#path} is closed`));
    this.#rejectWrites();
    if (!this.#port.isOpen) return;
    await new Promise<void>((resolve) => {
      this.#port.close(() => resolve());
    });
  }

  #fail(cause: Error): void {
    this.#events.fail(vanished(this.#path, cause));
    this.#rejectWrites();
  }

  #rejectWrites(): void {
    for (const reject of this.#writing) reject(this.#events.gone!);
    this.#writing.clear();
  }
}

// The lines are set all at once.
const setBreak = (port: SerialPort, { dtr = false, rts = false }: SerialConsoleSettings, brk: boolean): Promise<void> =>
  new Promise((resolve, reject) => port.set({ brk, dtr, rts }, (cause) => (cause ? reject(cause) : resolve())));

const vanished = (path: string, cause: Error): PortError =>
  new PortError(`the serial port ${path} vanished: ${cause.message}`, {
    cause,
    remedy:
      'check the USB cable and the hub; an adapter that is fed by the board goes away with its power: give it a feed of its own, or set reconnect: true',
  });

const explained = (path: string, cause: unknown): PortError => {
  const said = cause instanceof Error ? cause.message : String(cause);
  const [, why, remedy] = failures.find(([pattern]) => pattern.test(said)) ?? [
    undefined,
    `cannot be used: ${said}`,
    `check that ${path} is a serial port`,
  ];
  return new PortError(`the serial port ${path} ${why}`, { cause, remedy });
};

// What has no line settings is a device of another kind, such as /dev/null or a disk.
const notOpened = (path: string, cause: Error): PortError =>
  /inappropriate ioctl/i.test(cause.message) ? noDevice(path) : explained(path, cause);

const noDevice = (path: string): PortError =>
  new PortError(`${path} is no serial port`, {
    remedy: 'name the device of the adapter itself, such as one of /dev/serial/by-id; npx hil init lists those of this host',
  });

const failures: readonly (readonly [RegExp, string, string])[] = [
  [
    /lock|busy/i,
    'is in use by another program',
    'close the terminal program or the other run that holds it; fuser -v shows which one it is',
  ],
  [
    /no such file/i,
    'does not exist',
    'check the cable and that the adapter is listed in /dev/serial/by-id; ttyUSB numbers change with every plugging',
  ],
  [
    /permission denied|access denied/i,
    'may not be opened by this user',
    'add the user to the group of the device (dialout on Debian) and log in again',
  ],
  [/inappropriate ioctl/i, 'has no DTR and RTS lines', 'leave dtr and rts out for this port'],
];

interface PortHolder {
  readonly pid: number;
  readonly program: string;
}

/** Other processes that have a device open, as far as this user may see them; Linux only. */
const holdersOf = async (device: string): Promise<readonly PortHolder[]> => {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => ((await hasOpen(pid, device)) ? [{ pid: Number(pid), program: await programOf(pid) }] : [])),
  );
  return found.flat();
};

const hasOpen = async (pid: string, device: string): Promise<boolean> => {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(descriptors.map((number) => readlink(`/proc/${pid}/fd/${number}`).catch(() => '')));
  // Who made a pseudo terminal keeps both of its ends open, and reads this one never.
  const isMaker = device.startsWith('/dev/pts/') && targets.some((target) => target === '/dev/ptmx' || target === '/dev/pts/ptmx');
  return targets.includes(device) && !isMaker;
};

const programOf = async (pid: string): Promise<string> => (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'unknown')).trim();
