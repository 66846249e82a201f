import { ArchFault, hex } from './arch-fault.ts';
import { BusError, type CoreBus } from './bus.ts';
import type { CodePages } from './code-pages.ts';
import { defaultMap, type Mpu, type Permissions } from './mpu.ts';

type Size = 8 | 16 | 32;
const blocks = 0x1_0000;
const isPrivate = (address: number): boolean => address >>> 20 === 0xe00;

/** Blocks of 64 KiB that may be accessed without further question, for one set of permissions. */
interface Context {
  readonly readable: (DataView | undefined)[];
  readonly writable: (DataView | undefined)[];
}

const emptyContext = (): Context => ({ readable: new Array(blocks).fill(undefined), writable: new Array(blocks).fill(undefined) });

export interface PrivateBus {
  read(address: number, size: Size): number;
  write(address: number, value: number, size: Size): void;
}

export interface PortParts {
  readonly bus: CoreBus;
  readonly mpu: Mpu;
  readonly code: CodePages;
  readonly ppb: () => PrivateBus;
  /** CCR.UNALIGN_TRP. */
  readonly trapsUnaligned: () => boolean;
}

/** The core's loads and stores: permissions, alignment, and a short way to memory that has been checked before. */
export class MemoryPort {
  readonly #parts: PortParts;
  readonly #contexts = new Map<string, Context>();
  #readable: (DataView | undefined)[] = [];
  #writable: (DataView | undefined)[] = [];
  #protected = false;
  privileged = true;

  constructor(parts: PortParts) {
    this.#parts = parts;
    this.forget();
  }

  load32(address: number): number {
    const view = this.#readable[address >>> 16];
    const offset = address & 0xffff;
    return view !== undefined && offset <= 0xfffc ? view.getUint32(offset, true) | 0 : this.#slowLoad(address, 32) | 0;
  }

  load16(address: number): number {
    const view = this.#readable[address >>> 16];
    const offset = address & 0xffff;
    return view !== undefined && offset <= 0xfffe ? view.getUint16(offset, true) : this.#slowLoad(address, 16) & 0xffff;
  }

  load8(address: number): number {
    const view = this.#readable[address >>> 16];
    return view !== undefined ? view.getUint8(address & 0xffff) : this.#slowLoad(address, 8) & 0xff;
  }

  store32(address: number, value: number): void {
    const view = this.#writable[address >>> 16];
    const offset = address & 0xffff;
    if (view !== undefined && offset <= 0xfffc) view.setUint32(offset, value, true);
    else this.#slowStore(address, 32, value);
  }

  store16(address: number, value: number): void {
    const view = this.#writable[address >>> 16];
    const offset = address & 0xffff;
    if (view !== undefined && offset <= 0xfffe) view.setUint16(offset, value, true);
    else this.#slowStore(address, 16, value);
  }

  store8(address: number, value: number): void {
    const view = this.#writable[address >>> 16];
    if (view !== undefined) view.setUint8(address & 0xffff, value);
    else this.#slowStore(address, 8, value);
  }

  load(address: number, size: Size): number {
    return size === 32 ? this.load32(address) : size === 16 ? this.load16(address) : this.load8(address);
  }

  store(address: number, value: number, size: Size): void {
    if (size === 32) this.store32(address, value);
    else if (size === 16) this.store16(address, value);
    else this.store8(address, value);
  }

  /** Multiple, dual and floating-point accesses fault on an address that is no whole word. */
  aligned32(address: number): number {
    return this.exclusive(address, 32);
  }

  exclusive(address: number, size: Size): number {
    if (address & (size / 8 - 1))
      throw new ArchFault('UNALIGNED', `access to ${hex(address)} that must be aligned to ${size / 8} bytes`, address);
    return address;
  }

  /** Whose permissions hold, as a number below 3: everybody's, those of privileged code under the MPU, those of other code under it. */
  get rights(): 0 | 1 | 2 {
    if (!this.#protected) return 0;
    return this.privileged ? 1 : 2;
  }

  /** A halfword of code. */
  fetch16(address: number): number {
    if (!this.#permissions(address >>> 0).execute) throw new ArchFault('IACCVIOL', `no code may be fetched from ${hex(address)}`);
    try {
      return this.#parts.bus.read(address >>> 0, 16);
    } catch (error) {
      if (error instanceof BusError) throw new ArchFault('IBUSERR', `code fetched: ${error.message}`);
      throw error;
    }
  }

  /** Privilege, MPU or what is mapped has changed for the accesses that follow. */
  use(isProtected: boolean, privileged: boolean): void {
    this.#protected = isProtected;
    this.privileged = privileged;
    const key = `${isProtected} ${isProtected && privileged}`;
    const context = this.#contexts.get(key) ?? emptyContext();
    this.#contexts.set(key, context);
    this.#readable = context.readable;
    this.#writable = context.writable;
  }

  /** Runs one access with the rights of unprivileged code. */
  asUser(access: () => void): void {
    const { privileged } = this;
    this.use(this.#protected, false);
    try {
      access();
    } finally {
      this.use(this.#protected, privileged);
    }
  }

  /** Nothing that was looked up before holds any more. */
  forget(): void {
    this.#contexts.clear();
    this.use(this.#protected, this.privileged);
  }

  /** Stores to this memory have to be looked at from now on, since code was decoded from it. */
  guard(buffer: ArrayBufferLike): void {
    for (const { writable } of this.#contexts.values()) {
      for (let block = 0; block < blocks; block++) if (writable[block]?.buffer === buffer) writable[block] = undefined;
    }
  }

  #permissions(address: number): Permissions {
    return this.#protected ? this.#parts.mpu.permissions(address, this.privileged) : defaultMap(address);
  }

  #slowLoad(signed: number, size: Size): number {
    const address = signed >>> 0;
    const { ppb, bus } = this.#parts;
    if (isPrivate(address)) return this.#privately(address, () => ppb().read(address, size));
    if (address & (size / 8 - 1)) return this.#unalignedLoad(address, size);
    const permissions = this.#check(address, 'read');
    if (permissions.normal) this.#remember(address >>> 16, permissions);
    return this.#onBus(address, () => bus.read(address, size));
  }

  #slowStore(signed: number, size: Size, value: number): void {
    const address = signed >>> 0;
    const { ppb, bus, code } = this.#parts;
    if (isPrivate(address)) {
      this.#privately(address, () => ppb().write(address, value, size));
      return;
    }
    if (address & (size / 8 - 1)) {
      this.#unalignedStore(address, size, value);
      return;
    }
    const permissions = this.#check(address, 'write');
    if (permissions.normal) this.#remember(address >>> 16, permissions);
    this.#onBus(address, () => bus.write(address, size, value));
    const memory = code.isEmpty ? undefined : bus.memory(address >>> 16);
    if (memory) code.written(memory.buffer, memory.byteOffset + (address & 0xffff), size / 8);
  }

  #check(address: number, how: 'read' | 'write'): Permissions {
    const permissions = this.#permissions(address);
    if (!permissions[how]) throw new ArchFault('DACCVIOL', `a ${how} of ${hex(address)} that the MPU forbids`, address);
    return permissions;
  }

  #unalignedLoad(address: number, size: Size): number {
    this.#mayBeUnaligned(address);
    let value = 0;
    for (let byte = 0; byte < size / 8; byte++) value |= this.load8((address + byte) | 0) << (8 * byte);
    return value;
  }

  #unalignedStore(address: number, size: Size, value: number): void {
    this.#mayBeUnaligned(address);
    for (let byte = 0; byte < size / 8; byte++) this.store8((address + byte) | 0, value >>> (8 * byte));
  }

  #mayBeUnaligned(address: number): void {
    if (this.#parts.trapsUnaligned())
      throw new ArchFault('UNALIGNED', `unaligned access to ${hex(address)} while CCR.UNALIGN_TRP is set`, address);
    if (!this.#permissions(address).normal)
      throw new ArchFault('UNALIGNED', `unaligned access to device memory at ${hex(address)}`, address);
  }

  /** ARMv7-M B3.1.3: the private peripheral bus is for privileged code. */
  #privately<Value>(address: number, access: () => Value): Value {
    if (!this.privileged) throw new ArchFault('PRECISERR', `unprivileged access to ${hex(address)}`, address);
    return access();
  }

  #onBus<Value>(address: number, access: () => Value): Value {
    try {
      return access();
    } catch (error) {
      if (error instanceof BusError) throw new ArchFault('PRECISERR', error.message, address);
      throw error;
    }
  }

  #remember(block: number, { read, write }: Permissions): void {
    const { bus, mpu, code, trapsUnaligned } = this.#parts;
    if (trapsUnaligned() || (this.#protected && !mpu.isUniform(block))) return;
    const view = bus.memory(block);
    if (!view) return;
    if (read) this.#readable[block] = view;
    if (write && !code.has(view.buffer)) this.#writable[block] = view;
  }
}
