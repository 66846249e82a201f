import type { CoreActivity } from '../../../core/model-limit.ts';
import type { UartEnd } from '../../virtual/wires/uart-server.ts';
import type { UnmodelledWrite } from '../unimp-log.ts';

/** The M7 of a QEMU board, wherever it runs, with the wire of its console. */
export interface M7Side extends AsyncDisposable {
  readonly uart: UartEnd;
  /** As the Uart's. */
  readonly lagMs: number;
  /** What holds DRAM must be a file that others can read. */
  readonly sharesDram: boolean;
  /** Before the first power-on: the port where QEMU's UART4 is to connect to; undefined: QEMU's goes nowhere. */
  wire(): Promise<number | undefined>;
  /** `ddr`: the file that holds DRAM. */
  powerOn(ddr: string): void;
  powerOff(): void;
  /** The machine was reset and goes on in place. */
  reset(): void;
  /** An A53 wrote where QEMU has nothing. */
  written(write: UnmodelledWrite): void;
  /** As CoreTime's. */
  givenSince(at: number): number;
  /** Undefined where nobody can tell. */
  readonly activity: CoreActivity | undefined;
  /** A line of QEMU's log. False: it is not about a core of the board. */
  told(line: string): boolean;
}
