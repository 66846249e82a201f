import type { Uart } from '../wires/uart.ts';
import type { RunningLinux } from './running-linux.ts';
import { SerialLogin } from './serial-login.ts';

/** serial-getty@ of the console: while it is stopped nobody reads what is typed there. */
export class Getty {
  readonly #linux: RunningLinux;
  readonly #uart: Uart;
  #login: SerialLogin | undefined;
  constructor(linux: RunningLinux, uart: Uart) {
    this.#linux = linux;
    this.#uart = uart;
  }

  set(isUp: boolean): void {
    this.close();
    this.#uart.listen(undefined);
    this.#login = isUp ? new SerialLogin(this.#linux, this.#uart) : undefined;
    this.#login?.open();
  }

  close(): void {
    this.#login?.close();
    this.#login = undefined;
  }
}
