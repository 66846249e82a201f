import { closeSync, ftruncateSync, openSync, rmSync } from 'node:fs';
import { boardClock } from '../../core/time.ts';
import type { M7Listener } from '../virtual/soc/m7-notes.ts';
import { Uart } from '../virtual/wires/uart.ts';
import { type MachineFiles, qemuArguments, ramBytesOf } from './command-line.ts';
import { ConsoleLink } from './console-link.ts';
import { RemoteM7 } from './m7/remote-m7.ts';
import { Machine } from './machine.ts';
import type { Manifest } from './prepare/manifest.ts';
import { SshForward } from './ssh-forward.ts';

export interface QemuBoardOptions {
  readonly manifest: Manifest;
  readonly files: MachineFiles;
  readonly notes: M7Listener;
}

/** The module on its carrier board: QEMU with an M7 beside it while it has power, and the wires that stay without. */
export class QemuBoard {
  readonly a53 = new ConsoleLink();
  readonly m7Uart: Uart;
  readonly ssh = new SshForward();
  readonly #options: QemuBoardOptions;
  readonly #m7: RemoteM7;
  #machine: Machine | undefined;
  #consolePort = 0;
  #hasPower = false;
  #switching: Promise<unknown> = Promise.resolve();

  constructor(options: QemuBoardOptions) {
    const clock = boardClock();
    this.#options = options;
    this.m7Uart = new Uart(clock);
    this.#m7 = new RemoteM7({
      clock,
      ramBytes: ramBytesOf(options.manifest),
      onUart: (byte) => this.m7Uart.write(Uint8Array.of(byte)),
      notes: options.notes,
    });
  }

  /** Before the first power-on. */
  async wire(): Promise<void> {
    this.#consolePort = (await this.a53.listen()).port;
  }

  /** As CoreTime's, of the M7. */
  coreGivenSince(at: number): number {
    return this.#m7.givenSince(at);
  }

  /** The contact of the relay. Throws PowerError when QEMU does not start; the board is then without power. */
  switchPower(on: boolean): Promise<void> {
    const switched = this.#switching.then(() => (on === this.#hasPower ? undefined : on ? this.#powerOn() : this.#powerOff()));
    this.#switching = switched.catch(() => {});
    return switched;
  }

  async #powerOn(): Promise<void> {
    const { manifest, files } = this.#options;
    renewDram(files.ddr, ramBytesOf(manifest));
    this.#m7.powerOn(files.ddr);
    this.m7Uart.listen((bytes) => this.#m7.receive(bytes));
    const machine = new Machine(manifest.qemu, qemuArguments(manifest, files, this.#consolePort), {
      write: (write) => this.#m7.written(write),
      reset: () => this.#m7.reset(),
      // The relay still has its contact closed, but only another power-on brings the board back.
      ended: () => this.#goDark(),
    });
    try {
      this.ssh.lead(await machine.started());
      await machine.go();
    } catch (cause) {
      this.#goDark();
      throw cause;
    }
    this.#machine = machine;
    this.#hasPower = true;
  }

  async #powerOff(): Promise<void> {
    this.#hasPower = false;
    this.ssh.cut();
    await this.#machine?.kill();
    this.#goDark();
  }

  #goDark(): void {
    this.ssh.cut();
    this.#m7.powerOff();
    this.m7Uart.cut();
  }
}

/** An empty file of this size, without a page of the life before. */
const renewDram = (path: string, bytes: number): void => {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  ftruncateSync(file, bytes);
  closeSync(file);
};
