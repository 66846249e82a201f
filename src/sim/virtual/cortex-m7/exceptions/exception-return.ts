import { ArchFault, exceptions, hex } from '../arch-fault.ts';
import type { Cpu } from '../cpu.ts';
import { LR, PC, SP } from '../registers.ts';
import { escalated, takeFault } from './exception-entry.ts';

const NONBASETHRDENA = 1;
const SLEEPONEXIT = 2;
const FPCCR_LSPACT = 1;

interface Return {
  readonly toThread: boolean;
  readonly processStack: boolean;
  readonly extended: boolean;
}

const returns: Readonly<Record<number, Return>> = {
  225: { toThread: false, processStack: false, extended: true },
  233: { toThread: true, processStack: false, extended: true },
  237: { toThread: true, processStack: true, extended: true },
  241: { toThread: false, processStack: false, extended: false },
  249: { toThread: true, processStack: false, extended: false },
  253: { toThread: true, processStack: true, extended: false },
};

/** A branch to EXC_RETURN in Handler mode (B1.5.8). */
export const returnFromException = (cpu: Cpu, code: number): void => {
  const { exceptions: state } = cpu;
  const how = returns[code & 0xff];
  const problem = problemOf(cpu, code, how);
  const number = cpu.ipsr;
  state.deactivate(number);
  if (number !== exceptions.nmi && state.masks.faultmask && state.executionPriority() >= -1) state.masks.faultmask = 0;
  if (problem !== undefined || !how) {
    fail(cpu, code, problem ?? 'an unknown value');
    return;
  }
  cpu.selectStack(how.processStack ? 1 : 0);
  // Permissions for unstacking are those of the mode that is returned to.
  cpu.ipsr = how.toThread ? 0 : number;
  cpu.permissionsChanged();
  if (!popFrame(cpu, how, number, code)) return;
  cpu.monitor = undefined;
  cpu.event = true;
  if (how.toThread && state.activeCount === 0 && cpu.system.scr & SLEEPONEXIT) cpu.waitForInterrupt();
  cpu.attend();
};

const problemOf = (cpu: Cpu, code: number, how: Return | undefined): string | undefined => {
  const { exceptions: state, system } = cpu;
  if (!how || (code | 0xff) !== -1) return 'a reserved value';
  if (!state.active[cpu.ipsr]) return `exception ${cpu.ipsr} is not active`;
  if (how.toThread && state.activeCount !== 1 && !(system.ccr & NONBASETHRDENA)) return 'Thread mode while another exception is active';
  if (!how.toThread && state.activeCount === 1) return 'Handler mode while no other exception is active';
  return undefined;
};

/** INVPC: the fault is taken with the stack as it is, tail-chained to the exception that ended. */
const fail = (cpu: Cpu, code: number, problem: string): void => {
  cpu.returnCode = 0xf000_0000 + (code & 0x0fff_ffff);
  const fault = new ArchFault('INVPC', `exception return with ${hex(code)}: ${problem}`);
  cpu.ipsr = 0;
  takeFault(cpu, fault, cpu.r[PC]!);
};

const popFrame = (cpu: Cpu, how: Return, number: number, code: number): boolean => {
  const { r, memory } = cpu;
  const frame = r[SP]!;
  const words = new Int32Array(8);
  try {
    for (let index = 0; index < 8; index++) words[index] = memory.load32((frame + 4 * index) | 0);
    if (how.extended) popFloat(cpu, frame + 0x20);
  } catch (error) {
    if (!(error instanceof ArchFault)) throw error;
    unstackingFailed(cpu, error, number, code);
    return false;
  }
  const xpsr = words[7]!;
  [r[0], r[1], r[2], r[3], r[12], r[LR]] = words.subarray(0, 6) as unknown as [number, number, number, number, number, number];
  cpu.fpca = how.extended;
  r[SP] = (frame + (how.extended ? 0x68 : 0x20)) | (xpsr & (1 << 9) && cpu.system.ccr & (1 << 9) ? 4 : 0);
  r[PC] = words[6]! & ~1;
  cpu.xpsr = xpsr;
  cpu.ipsr = xpsr & 0x1ff;
  cpu.permissionsChanged();
  if ((cpu.ipsr !== 0) === how.toThread) {
    takeFault(cpu, new ArchFault('INVPC', `the frame returned to exception ${cpu.ipsr} with ${hex(code)}`), r[PC]!);
    return false;
  }
  return true;
};

/** What was never saved is still in the registers. */
const popFloat = (cpu: Cpu, at: number): void => {
  const { system, fpu, memory } = cpu;
  if (system.fpccr & FPCCR_LSPACT) {
    system.fpccr &= ~FPCCR_LSPACT;
    return;
  }
  for (let index = 0; index < 16; index++) fpu.words[index] = memory.load32((at + 4 * index) | 0);
  fpu.fpscr = memory.load32((at + 64) | 0);
};

const unstackingFailed = (cpu: Cpu, error: ArchFault, number: number, code: number): void => {
  const status = error.exception === exceptions.memManage ? 'MUNSTKERR' : 'UNSTKERR';
  cpu.returnCode = code;
  cpu.ipsr = number;
  const fault = new ArchFault(status, `the exception frame could not be popped: ${error.message}`);
  if (escalated(cpu, fault.exception) === undefined) cpu.lockUp(fault.message);
  else takeFault(cpu, fault, cpu.r[PC]!);
};
