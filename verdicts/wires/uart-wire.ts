import { connect, createServer, type Socket } from 'node:net';
import type { Strikes } from '../strikes.ts';
import { troubled } from './byte-trouble.ts';
import { chanceOf } from './chance.ts';
import { isLineFault, LineTrouble } from './line-trouble.ts';
import { type Address, Loopback } from './loopback.ts';
import { Questions } from './questions.ts';
import type { UartFault } from './uart-fault.ts';

export interface UartWireOptions {
  /** Where a connection made now leads to. */
  readonly far: () => Address;
  readonly faults: readonly UartFault[];
  readonly strikes: Strikes;
  /** Of everything that chance decides. */
  readonly seed: number;
  /** A line as far as it has come, before the other side has it; `nth` of this wire. */
  readonly onLine: (line: string, nth: number) => void;
}

/** A terminal server in front of a UART, with faults in its wire. */
export const startUartWire = (options: UartWireOptions): Promise<Loopback> => {
  const faultsNow = (toBoard: boolean): readonly UartFault[] =>
    options.faults.filter((fault) => (fault.toBoard === true) === toBoard && options.strikes.isNow(fault));
  const look = lineWatch(options.onLine);
  const chance = chanceOf(options.seed);
  const injected = new Set<UartFault>();
  const backlog = new Backlog();
  const join = (near: Socket): void => {
    const { host, port } = options.far();
    const board = server.keep(connect(port, host));
    const replayed = faultsNow(false).find((fault) => 'replays' in fault);
    if (replayed && 'replays' in replayed) near.write(backlog.last(replayed.replays));
    const held: Buffer[] = [];
    const toNear = (bytes: Buffer): void => {
      if (faultsNow(false).some((fault) => 'holds' in fault)) held.push(bytes);
      else give(near, bytes, faultsNow(false));
    };
    options.strikes.listen(() => {
      if (near.destroyed || faultsNow(false).some((fault) => 'holds' in fault)) return;
      for (const bytes of held.splice(0)) near.write(bytes);
    });
    const changed = textChanges(options.faults, () => faultsNow(false));
    const questions = new Questions(() => faultsNow(false), toNear);
    const lines = new LineTrouble(() => faultsNow(false).filter(isLineFault), toNear);
    board.on('data', (bytes) => {
      look(bytes);
      backlog.add(bytes);
      lines.take(changed(troubled(bytes, faultsNow(false), chance)));
      questions.heard(bytes);
    });
    near.on('data', (bytes) => {
      board.write(questions.typed(troubled(bytes, faultsNow(true), chance)));
      if (faultsNow(false).some((fault) => 'echoes' in fault)) toNear(bytes);
    });
    const inject = (): void => {
      for (const fault of faultsNow(false)) {
        if (!('injects' in fault || 'types' in fault) || injected.has(fault) || near.destroyed) continue;
        injected.add(fault);
        if ('types' in fault) board.write(fault.types);
        else toNear(Buffer.from(fault.injects, 'latin1'));
      }
    };
    const stop = (): void => {
      if (faultsNow(true).some((fault) => 'stops' in fault)) near.pause();
    };
    inject();
    if (faultsNow(false).some((fault) => 'hangsUp' in fault)) near.end();
    stop();
    options.strikes.listen(inject);
    options.strikes.listen(stop);
    near.once('close', () => {
      lines.stop();
      board.destroy();
    });
    board.once('close', () => near.destroy());
  };
  const server = new Loopback(createServer(join));
  options.strikes.listen((name) => {
    if (faultsNow(false).some((fault) => 'closes' in fault)) server.close();
    if (options.faults.some((fault) => 'resets' in fault && fault.from === name)) server.reset();
  });
  return server.listen();
};

const textChanges = (all: readonly UartFault[], now: () => readonly UartFault[]): ((bytes: Buffer) => Buffer) => {
  const changes = all.flatMap((fault) => ('changes' in fault ? [{ fault, change: fault.changes() }] : []));
  return (bytes) => {
    const here = changes.filter(({ fault }) => now().includes(fault));
    if (here.length === 0) return bytes;
    return Buffer.from(
      here.reduce((text, { change }) => change(text), bytes.toString('latin1')),
      'latin1',
    );
  };
};

const give = (near: Socket, bytes: Buffer, faults: readonly UartFault[]): void => {
  const late = faults.find((fault) => 'delaysMs' in fault);
  if (late && 'delaysMs' in late) setTimeout(() => near.write(bytes), late.delaysMs);
  else near.write(bytes);
};

const lineWatch = (onLine: UartWireOptions['onLine']): ((bytes: Buffer) => void) => {
  let line = '';
  let nth = 0;
  return (bytes) => {
    for (const char of bytes.toString('latin1')) {
      if (char === '\n') nth++;
      line = char === '\n' ? '' : line + char;
      // Prompts end without a line feed.
      if (/[\r :#]/.test(char)) onLine(line, nth);
    }
  };
};

/** The end of what a wire has carried. */
class Backlog {
  #bytes: Buffer = Buffer.alloc(0);

  add(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]).subarray(-mostBytes);
  }

  last(bytes: number): Buffer {
    return this.#bytes.subarray(-bytes);
  }
}

const mostBytes = 65_536;
