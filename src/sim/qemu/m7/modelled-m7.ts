import type { CoreActivity } from '../../../core/model-limit.ts';
import { boardClock } from '../../../core/time.ts';
import type { M7Listener } from '../../virtual/soc/m7-notes.ts';
import { Uart } from '../../virtual/wires/uart.ts';
import type { UnmodelledWrite } from '../unimp-log.ts';
import type { M7Side } from './m7-side.ts';
import { RemoteM7 } from './remote-m7.ts';

/** Our model of the core beside a QEMU that has none, on a UART at the pace of its baud rate. */
export class ModelledM7 implements M7Side {
  readonly sharesDram = true;
  readonly uart: Uart;
  readonly #m7: RemoteM7;

  /** `ramBytes`: size of DRAM. */
  constructor(ramBytes: number, notes: M7Listener) {
    const clock = boardClock();
    this.uart = new Uart(clock);
    this.#m7 = new RemoteM7({ clock, ramBytes, onUart: (byte) => this.uart.write(Uint8Array.of(byte)), notes });
  }

  async wire(): Promise<undefined> {}

  powerOn(ddr: string): void {
    this.#m7.powerOn(ddr);
    this.uart.listen((bytes) => this.#m7.receive(bytes));
  }

  powerOff(): void {
    this.#m7.powerOff();
    this.uart.cut();
  }

  reset(): void {
    this.#m7.reset();
  }

  written(write: UnmodelledWrite): void {
    this.#m7.written(write);
  }

  get lagMs(): number {
    return this.uart.lagMs;
  }

  get activity(): CoreActivity {
    return this.#m7.activity;
  }

  givenSince(at: number): number {
    return this.#m7.givenSince(at);
  }

  told(): boolean {
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
