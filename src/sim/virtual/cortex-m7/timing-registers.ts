import type { PrivateRegister } from './system-control.ts';
import type { SysTick } from './systick.ts';

/** SysTick, the cycle counter of the DWT, and what a debugger would ask. `now` in cycles. */
export const timingRegisters = (systick: SysTick, now: () => number): (readonly [number, PrivateRegister])[] => {
  const counter = new CycleCounter(now);
  let demcr = 0;
  return [
    [
      0xe000_e010,
      {
        name: 'SYST_CSR',
        read: () => {
          systick.advance(now());
          return systick.readControl();
        },
        write: (value) => systick.writeControl(value, now()),
      },
    ],
    [
      0xe000_e014,
      {
        name: 'SYST_RVR',
        read: () => systick.reload,
        write: (value) => {
          systick.reload = value & 0xff_ffff;
        },
      },
    ],
    [0xe000_e018, { name: 'SYST_CVR', read: () => systick.current(now()), write: () => systick.clear(now()) }],
    [0xe000_e01c, { name: 'SYST_CALIB', read: () => 0xc000_0000 | 0 }],
    [0xe000_1000, { name: 'DWT_CTRL', read: () => counter.control, write: (value) => counter.writeControl(value) }],
    [
      0xe000_1004,
      {
        name: 'DWT_CYCCNT',
        read: () => counter.count,
        write: (value) => {
          counter.set(value >>> 0);
        },
      },
    ],
    [0xe000_edf0, { name: 'DHCSR', read: () => 0, write: () => {} }],
    [
      0xe000_edfc,
      {
        name: 'DEMCR',
        read: () => demcr,
        write: (value) => {
          demcr = value;
        },
      },
    ],
  ];
};

const CYCCNTENA = 1;
const noComparators = 0x4000_0000;

/** DWT_CYCCNT stands still while CYCCNTENA is 0. */
class CycleCounter {
  readonly #now: () => number;
  control = noComparators;
  #offset = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get count(): number {
    return (this.control & CYCCNTENA ? Math.floor(this.#now()) - this.#offset : this.#offset) % 2 ** 32;
  }

  set(count: number): void {
    this.#offset = this.control & CYCCNTENA ? Math.floor(this.#now()) - count : count;
  }

  writeControl(value: number): void {
    const { count } = this;
    this.control = noComparators | (value & CYCCNTENA);
    this.set(count);
  }
}
