import type { Cpu } from './cpu.ts';
import { readFlags, SP, writeFlags } from './registers.ts';

/** SYSm of MRS and MSR (B5.1.1). */
const MSP = 8;
const PSP = 9;
const PRIMASK = 16;
const BASEPRI = 17;
const BASEPRI_MAX = 18;
const FAULTMASK = 19;
const CONTROL = 20;

const apsr = ({ r, q, ge }: Cpu): number => readFlags(r) | (q << 27) | (ge << 16);

/** EPSR reads as 0, IPSR to unprivileged code too. */
export const readSpecial = (cpu: Cpu, register: number): number => {
  const { masks } = cpu.exceptions;
  if (register < 8) return (register & 4 ? 0 : apsr(cpu)) | (register & 1 && cpu.privileged ? cpu.ipsr : 0);
  if (register === CONTROL) return (cpu.npriv ? 1 : 0) | (cpu.spsel ? 2 : 0) | (cpu.fpca ? 4 : 0);
  if (!cpu.privileged) return 0;
  switch (register) {
    case MSP:
      return cpu.spsel && cpu.ipsr === 0 ? cpu.otherStack : cpu.r[SP]!;
    case PSP:
      return cpu.spsel && cpu.ipsr === 0 ? cpu.r[SP]! : cpu.otherStack;
    case PRIMASK:
      return masks.primask;
    case BASEPRI:
    case BASEPRI_MAX:
      return masks.basepri;
    case FAULTMASK:
      return masks.faultmask;
    default:
      return 0;
  }
};

export const writeSpecial = (cpu: Cpu, register: number, mask: number, value: number): void => {
  if (register < 8) {
    if (!(register & 4)) writeApsr(cpu, mask, value);
    return;
  }
  if (!cpu.privileged) return;
  if (register === MSP || register === PSP) writeStack(cpu, register === PSP, value & ~3);
  else if (register === CONTROL) writeControl(cpu, value);
  else writeMask(cpu, register, value);
  cpu.attend();
};

const writeApsr = (cpu: Cpu, mask: number, value: number): void => {
  if (mask & 2) {
    writeFlags(cpu.r, value);
    cpu.q = (value >>> 27) & 1;
  }
  if (mask & 1) cpu.ge = (value >>> 16) & 0xf;
};

const writeStack = (cpu: Cpu, process: boolean, value: number): void => {
  const current = cpu.spsel !== 0 && cpu.ipsr === 0;
  if (current === process) cpu.r[SP] = value;
  else cpu.otherStack = value;
};

/** SPSEL is written in Thread mode only. */
const writeControl = (cpu: Cpu, value: number): void => {
  cpu.npriv = (value & 1) !== 0;
  if (cpu.ipsr === 0) cpu.selectStack((value >>> 1) & 1);
  cpu.fpca = (value & 4) !== 0;
  cpu.permissionsChanged();
};

const writeMask = (cpu: Cpu, register: number, value: number): void => {
  const { masks, priorityMask } = cpu.exceptions;
  const priority = value & priorityMask;
  if (register === PRIMASK) masks.primask = value & 1;
  else if (register === BASEPRI) masks.basepri = priority;
  else if (register === BASEPRI_MAX) {
    if (priority !== 0 && (priority < masks.basepri || masks.basepri === 0)) masks.basepri = priority;
  } else if (register === FAULTMASK) writeFaultMask(cpu, value & 1);
  cpu.permissionsChanged();
};

/** HardFault and NMI cannot set it (B1.4.3); whoever has set it clears it. */
const writeFaultMask = ({ exceptions }: Cpu, value: number): void => {
  if (value === 0 || exceptions.executionPriority() > -1) exceptions.masks.faultmask = value;
};
