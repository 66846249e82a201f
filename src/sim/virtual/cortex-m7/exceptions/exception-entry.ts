import { ArchFault, cfsr, exceptions, hex } from '../arch-fault.ts';
import type { Cpu } from '../cpu.ts';
import { LR, PC, SP } from '../registers.ts';

const { hardFault } = exceptions;
const HFSR_VECTTBL = 1 << 1;
const HFSR_FORCED = 1 << 30;
const FPCCR_LSPEN = 1 << 30;
const FPCCR_LSPACT = 1;
/** LSPACT, USER, THREAD, HFRDY, MMRDY, BFRDY, MONRDY. */
const FPCCR_CONTEXT = 0x17b;

/** Frame of a preempted program: R0-R3, R12, LR, return address, xPSR, and with FPCA S0-S15, FPSCR and a word to align (B1.5.6). */
const basicBytes = 0x20;
const extendedBytes = 0x68;

/** Takes an exception: pushes the frame, loads the vector, and is in Handler mode. `returnTo` is where the handler returns. */
export const takeException = (cpu: Cpu, number: number, returnTo: number): void => {
  const stacked = tryAs(cpu, ['STKERR', 'MSTKERR'], () => pushFrame(cpu, returnTo));
  if (stacked === undefined) enterHandler(cpu, number);
  else takeDerived(cpu, number, stacked);
};

/** A fault of the running instruction at `at`. Where its own handler is off or not urgent enough, it is a HardFault; where that runs already, a lockup. */
export const takeFault = (cpu: Cpu, fault: ArchFault, at: number): void => {
  recordFault(cpu, fault);
  cpu.lastFault = `${fault.message}, pc ${hex(at)}`;
  const number = escalated(cpu, fault.exception);
  if (number === undefined) cpu.lockUp(`${cpu.lastFault}, inside the fault handler`);
  else takeException(cpu, number, at);
};

/** The exception that a synchronous one of this number becomes; undefined for lockup. */
export const escalated = (cpu: Cpu, number: number): number | undefined => {
  const { exceptions: state, system } = cpu;
  const now = state.executionPriority();
  if (number !== hardFault && state.enabled[number] && state.groupOf(state.priorityOf(number)) < now) return number;
  if (now <= -1) return undefined;
  if (number !== hardFault) system.hfsr |= HFSR_FORCED;
  return hardFault;
};

const recordFault = ({ system }: Cpu, { status, address }: ArchFault): void => {
  system.cfsr |= cfsr[status];
  if (address === undefined || status === 'UNALIGNED') return;
  const isBus = cfsr[status] >= cfsr.IBUSERR;
  system.cfsr |= isBus ? cfsr.BFARVALID : cfsr.MMARVALID;
  if (isBus) system.bfar = address;
  else system.mmfar = address;
};

type StackStatus = readonly [bus: 'STKERR' | 'UNSTKERR', memory: 'MSTKERR' | 'MUNSTKERR'];

/** Runs a stacking; a fault in it gets the status bit that stacking has, and no address. */
const tryAs = (cpu: Cpu, [bus, memory]: StackStatus, stack: () => void): ArchFault | undefined => {
  try {
    stack();
    return undefined;
  } catch (error) {
    if (!(error instanceof ArchFault)) throw error;
    const fault = new ArchFault(error.exception === exceptions.memManage ? memory : bus, error.message);
    recordFault(cpu, fault);
    return fault;
  }
};

/** A frame that could not be pushed: the fault of it comes first, and what was to be taken stays pending if nothing else has a claim. */
const takeDerived = (cpu: Cpu, original: number, fault: ArchFault): void => {
  const reason = `${cpu.lastFault ? `${cpu.lastFault}; then ` : ''}the exception frame could not be pushed: ${fault.message}`;
  cpu.lastFault = reason;
  if (original === hardFault || original === exceptions.nmi) {
    cpu.lockUp(`${reason}; the HardFault could not be taken`);
    return;
  }
  const number = escalated(cpu, fault.exception);
  if (number === undefined) cpu.lockUp(reason);
  else {
    if (number !== original && original !== hardFault) cpu.exceptions.pend(original);
    enterHandler(cpu, number);
  }
};

const pushFrame = (cpu: Cpu, returnTo: number): void => {
  const { r, memory, system } = cpu;
  const extended = cpu.fpca;
  const align = system.ccr & (1 << 9) ? 4 : 0;
  const before = r[SP]!;
  const frame = (before - (extended ? extendedBytes : basicBytes)) & ~align;
  r[SP] = frame;
  const xpsr = (cpu.xpsr & ~(1 << 9)) | (before & align ? 1 << 9 : 0);
  for (const [index, value] of [r[0]!, r[1]!, r[2]!, r[3]!, r[12]!, r[LR]!, returnTo, xpsr].entries())
    memory.store32((frame + 4 * index) | 0, value);
  if (extended) reserveFloat(cpu, frame + basicBytes);
  cpu.returnCode = excReturn(cpu, extended);
};

/** Lazily: the place is noted, and written when the handler first uses the FPU (B1.5.7). */
const reserveFloat = (cpu: Cpu, at: number): void => {
  const { system } = cpu;
  if (!(system.fpccr & FPCCR_LSPEN)) {
    storeFloat(cpu, at);
    return;
  }
  system.fpcar = at & ~7;
  system.fpccr = (system.fpccr & ~FPCCR_CONTEXT) | contextOf(cpu);
};

/** UpdateFPCCR(): who was interrupted, and which faults a late stacking may take. */
const contextOf = ({ exceptions: state, ipsr, privileged }: Cpu): number => {
  const now = state.executionPriority();
  const isReady = (number: number): boolean => state.enabled[number] === 1 && state.groupOf(state.priorityOf(number)) < now;
  const bits: readonly (readonly [boolean, number])[] = [
    [true, FPCCR_LSPACT],
    [!privileged, 1 << 1],
    [ipsr === 0, 1 << 3],
    [now > -1, 1 << 4],
    [isReady(exceptions.memManage), 1 << 5],
    [isReady(exceptions.busFault), 1 << 6],
  ];
  return bits.reduce((word, [is, bit]) => (is ? word | bit : word), 0);
};

export const storeFloat = ({ memory, fpu }: Cpu, at: number): void => {
  for (let index = 0; index < 16; index++) memory.store32((at + 4 * index) | 0, fpu.words[index]!);
  memory.store32((at + 64) | 0, fpu.fpscr);
};

const excReturn = (cpu: Cpu, extended: boolean): number => {
  const mode = cpu.ipsr !== 0 ? 0xffff_fff1 : cpu.spsel ? 0xffff_fffd : 0xffff_fff9;
  return extended ? mode & ~0x10 : mode;
};

/** ExceptionTaken(). */
const enterHandler = (cpu: Cpu, number: number): void => {
  const { r, system, exceptions: state } = cpu;
  r[LR] = cpu.returnCode;
  cpu.selectStack(0);
  cpu.fpca = false;
  cpu.monitor = undefined;
  cpu.event = true;
  cpu.it = 0;
  cpu.ipsr = number;
  state.activate(number);
  cpu.permissionsChanged();
  const vector = readVector(cpu, (system.vtor + 4 * number) >>> 0, number);
  if (vector === undefined) return;
  cpu.thumb = (vector & 1) === 1;
  cpu.vectored = `vector ${number} is ${hex(vector)}`;
  r[PC] = vector & ~1;
  cpu.attend();
};

const readVector = (cpu: Cpu, at: number, number: number): number | undefined => {
  try {
    return cpu.memory.load32(at);
  } catch (error) {
    if (!(error instanceof ArchFault)) throw error;
    cpu.system.hfsr |= HFSR_VECTTBL;
    const where = `vector ${number} could not be read: ${error.message}`;
    if (number === hardFault || cpu.exceptions.executionPriority() <= -1)
      cpu.lockUp(`${cpu.lastFault ? `${cpu.lastFault}; then ` : ''}${where}`);
    else {
      cpu.exceptions.deactivate(number);
      enterHandler(cpu, hardFault);
    }
    return undefined;
  }
};
