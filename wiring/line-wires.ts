import { createServer, type Socket } from 'node:net';
import { type Address, Loopback } from '../verdicts/wires/loopback.ts';
import type { Wires } from './wires.ts';

const both = (board: Socket, from: Socket): void => {
  board.on('data', (bytes) => from.write(bytes));
  from.on('data', (bytes) => board.write(bytes));
};

/** A terminal server in line mode: keys go to the board once Enter is among them. */
export const lineMode = (wires: Wires, far: Address): Promise<Address> =>
  wires.joined(far, (board, from) => {
    let typed = '';
    board.on('data', (bytes) => from.write(bytes));
    from.on('data', (bytes) => {
      typed += bytes.toString('latin1');
      const end = typed.search(/[\r\n][^\r\n]*$/) + 1;
      if (end > 0) board.write(Buffer.from(typed.slice(0, end), 'latin1'));
      typed = typed.slice(end);
    });
  });

/** A terminal server that changes what is typed. */
export const typedAs = (wires: Wires, far: Address, change: (text: string) => string): Promise<Address> =>
  wires.joined(far, (board, from) => {
    board.on('data', (bytes) => from.write(bytes));
    from.on('data', (bytes) => board.write(Buffer.from(change(bytes.toString('latin1')), 'latin1')));
  });

/** An adapter whose CTS nobody drives, with hardware flow control: it takes no byte. */
export const stalled = (wires: Wires, far: Address): Promise<Address> =>
  wires.joined(far, (board, from) => {
    board.on('data', (bytes) => from.write(bytes));
    from.pause();
  });

/** An adapter that needs a moment after it was opened; what comes meanwhile is lost. */
export const lateStart = (wires: Wires, far: Address, ms: number): Promise<Address> =>
  wires.joined(far, (board, from) => {
    board.on('data', () => {});
    from.on('data', () => {});
    setTimeout(() => {
      board.removeAllListeners('data');
      from.removeAllListeners('data');
      both(board, from);
    }, ms);
  });

/** A line far away. */
export const slow = (wires: Wires, far: Address, ms: number): Promise<Address> =>
  wires.joined(far, (board, from) => {
    board.on('data', (bytes) => setTimeout(() => from.write(bytes), ms));
    from.on('data', (bytes) => setTimeout(() => board.write(bytes), ms));
  });

/** What the board says from a line on that matches is changed. */
export const changedFrom = (wires: Wires, far: Address, line: RegExp, change: (bytes: Buffer) => Buffer): Promise<Address> => {
  let heard = '';
  return wires.changing(far, (bytes) => {
    const before = heard.length;
    heard += bytes.toString('latin1');
    const begin = heard.search(line);
    // Of another boot.
    if (/U-Boot SPL \d/.test(heard.slice(begin + 1))) heard = heard.slice(heard.lastIndexOf('U-Boot SPL'));
    if (begin < 0) return bytes;
    const kept = Math.max(0, begin - before);
    return Buffer.concat([bytes.subarray(0, kept), change(bytes.subarray(kept))]);
  });
};

/** A program that writes the time before each line. */
export const stamped = (wires: Wires, far: Address): Promise<Address> => {
  let isBegin = true;
  return wires.changing(far, (bytes) => {
    let text = '';
    for (const letter of bytes.toString('latin1')) {
      if (isBegin && letter !== '\r' && letter !== '\n') text += `[${new Date().toISOString()}] `;
      isBegin = letter === '\n' || (isBegin && letter === '\r');
      text += letter;
    }
    return Buffer.from(text, 'latin1');
  });
};

/** One UART on two adapters, as by a Y cable: both hear the board. */
export const splitter = async (wires: Wires, far: Address): Promise<readonly [Address, Address]> => {
  const second = new Set<Socket>();
  const first = await wires.joined(far, (board, from) => {
    both(board, from);
    board.on('data', (bytes) => {
      for (const socket of second) socket.write(bytes);
    });
  });
  const server = new Loopback(createServer((socket) => void second.add(socket.resume().once('close', () => second.delete(socket)))));
  const { port } = await server.listen();
  wires.atEnd(() => void server[Symbol.asyncDispose]());
  return [first, { host: '127.0.0.1', port }];
};

/** An adapter whose DTR is wired to the reset of the board, which is held as long as its port is open. */
export const heldByDtr = (wires: Wires, far: Address, control: Address): Promise<Address> => {
  const pull = (pulled: boolean): void => {
    const body = JSON.stringify({ pin: 'reset', pulled });
    fetch(`http://${control.host}:${control.port}/pins`, { method: 'POST', body }).catch(() => undefined);
  };
  wires.atEnd(() => pull(false));
  return wires.joined(far, (board, from) => {
    both(board, from);
    pull(true);
    from.once('close', () => pull(false));
  });
};
