import { closeSync, ftruncateSync, openSync, rmSync } from 'node:fs';
import { monotonicMs } from '../../core/time.ts';
import type { M7Listener } from '../virtual/soc/m7-notes.ts';
import { type ConsolePorts, type MachineFiles, qemuArguments, ramBytesOf } from './command-line.ts';
import { ConsoleLink } from './console-link.ts';
import { HostTime } from './host-time.ts';
import { EmulatedM7 } from './m7/emulated-m7.ts';
import type { M7Side } from './m7/m7-side.ts';
import { ModelledM7 } from './m7/modelled-m7.ts';
import { Machine } from './machine.ts';
import type { Manifest } from './prepare/manifest.ts';
import { SshForward } from './ssh-forward.ts';

export interface QemuBoardOptions {
  readonly manifest: Manifest;
  readonly files: MachineFiles;
  readonly notes: M7Listener;
}

/** The module on its carrier board: QEMU with an M7 in it or beside it while it has power, and the wires that stay without. */
export class QemuBoard {
  readonly a53 = new ConsoleLink();
  readonly m7: M7Side;
  readonly ssh = new SshForward();
  readonly #hostTime = new HostTime();
  readonly #options: QemuBoardOptions;
  #machine: Machine | undefined;
  #ports: ConsolePorts = { a53: 0 };
  #hasPower = false;
  #switching: Promise<unknown> = Promise.resolve();

  constructor(options: QemuBoardOptions) {
    this.#options = options;
    const { manifest, notes } = options;
    this.m7 = manifest.bl31 === undefined ? new ModelledM7(ramBytesOf(manifest), notes) : new EmulatedM7(notes, this.#hostTime);
  }

  /** As CoreTime's, of the four A53 and what is around them. */
  givenSince(at: number): number {
    return monotonicMs() - at - this.#hostTime.lostSince('board', at);
  }

  /** Before the first power-on. */
  async wire(): Promise<void> {
    const [{ port: a53 }, m7] = [await this.a53.listen(), await this.m7.wire()];
    this.#ports = { a53, ...(m7 === undefined ? {} : { m7 }) };
  }

  /** The contact of the relay. Throws PowerError when QEMU does not start; the board is then without power. */
  switchPower(on: boolean): Promise<void> {
    const switched = this.#switching.then(() => (on === this.#hasPower ? undefined : on ? this.#powerOn() : this.#powerOff()));
    this.#switching = switched.catch(() => {});
    return switched;
  }

  async #powerOn(): Promise<void> {
    const { manifest, files } = this.#options;
    if (this.m7.sharesDram) renewDram(files.ddr, ramBytesOf(manifest));
    this.m7.powerOn(files.ddr);
    const machine = new Machine(manifest.qemu, qemuArguments(manifest, files, this.#ports), {
      write: (write) => this.m7.written(write),
      said: (line) => this.m7.told(line),
      reset: () => this.m7.reset(),
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
    this.#hostTime.follow(machine.pid);
    this.#hasPower = true;
  }

  async #powerOff(): Promise<void> {
    this.#hasPower = false;
    this.ssh.cut();
    await this.#machine?.kill();
    this.#goDark();
  }

  #goDark(): void {
    this.#hostTime.release();
    this.ssh.cut();
    this.m7.powerOff();
  }
}

/** An empty file of this size, without a page of the life before. */
const renewDram = (path: string, bytes: number): void => {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  ftruncateSync(file, bytes);
  closeSync(file);
};
