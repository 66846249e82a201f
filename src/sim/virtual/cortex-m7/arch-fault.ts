/** Exception numbers (B1.5.2). */
export const exceptions = {
  reset: 1,
  nmi: 2,
  hardFault: 3,
  memManage: 4,
  busFault: 5,
  usageFault: 6,
  svCall: 11,
  debugMonitor: 12,
  pendSv: 14,
  sysTick: 15,
} as const;

/** Bits of CFSR (B3.2.15). */
export const cfsr = {
  IACCVIOL: 1 << 0,
  DACCVIOL: 1 << 1,
  MUNSTKERR: 1 << 3,
  MSTKERR: 1 << 4,
  MLSPERR: 1 << 5,
  MMARVALID: 1 << 7,
  IBUSERR: 1 << 8,
  PRECISERR: 1 << 9,
  UNSTKERR: 1 << 11,
  STKERR: 1 << 12,
  LSPERR: 1 << 13,
  BFARVALID: 1 << 15,
  UNDEFINSTR: 1 << 16,
  INVSTATE: 1 << 17,
  INVPC: 1 << 18,
  NOCP: 1 << 19,
  UNALIGNED: 1 << 24,
  DIVBYZERO: 1 << 25,
} as const;

export type FaultStatus = keyof typeof cfsr;

const numbers: Record<FaultStatus, number> = {
  IACCVIOL: exceptions.memManage,
  DACCVIOL: exceptions.memManage,
  MUNSTKERR: exceptions.memManage,
  MSTKERR: exceptions.memManage,
  MLSPERR: exceptions.memManage,
  MMARVALID: exceptions.memManage,
  IBUSERR: exceptions.busFault,
  PRECISERR: exceptions.busFault,
  UNSTKERR: exceptions.busFault,
  STKERR: exceptions.busFault,
  LSPERR: exceptions.busFault,
  BFARVALID: exceptions.busFault,
  UNDEFINSTR: exceptions.usageFault,
  INVSTATE: exceptions.usageFault,
  INVPC: exceptions.usageFault,
  NOCP: exceptions.usageFault,
  UNALIGNED: exceptions.usageFault,
  DIVBYZERO: exceptions.usageFault,
};

/** A synchronous fault of the core: which status bit, at which data address, and in words. */
export class ArchFault extends Error {
  readonly status: FaultStatus;
  readonly address: number | undefined;

  constructor(status: FaultStatus, message: string, address?: number) {
    super(`${message} (${status})`);
    this.status = status;
    this.address = address;
  }

  /** MemManage, BusFault or UsageFault. */
  get exception(): number {
    return numbers[this.status];
  }
}

export const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
