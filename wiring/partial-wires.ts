import { once } from 'node:events';
import { connect } from 'node:net';
import type { VirtualEndpoints } from '../src/core/virtual.ts';
import type { Address } from '../verdicts/wires/loopback.ts';
import type { Wires } from './wires.ts';

/** A console on which the board says nothing before a line that ends so. */
export const heardFrom = (wires: Wires, far: Address, prompt: RegExp): Promise<Address> => {
  let line = '';
  let isOpen = false;
  return wires.changing(far, (bytes) => {
    if (isOpen) return bytes;
    line = `${line}${bytes.toString('latin1')}`.split('\n').at(-1)!;
    isOpen = prompt.test(line);
    return isOpen ? Buffer.from(line, 'latin1') : Buffer.alloc(0);
  });
};

/** Stops a board in U-Boot, types the commands there, and takes its power away. */
export const inUBoot = async ({ relay, consoles: { a53 } }: VirtualEndpoints, commands: readonly string[]): Promise<void> => {
  const power = (on: boolean): Promise<unknown> => fetch(`http://${relay.host}:${relay.port}/rpc/Switch.Set?id=0&on=${on}`);
  const socket = connect(a53.port, a53.host);
  await once(socket, 'connect');
  let seen = '';
  socket.on('data', (bytes) => {
    seen += bytes.toString('latin1');
  });
  const isAtPrompt = (): boolean => /# $/.test(seen);
  try {
    await power(true);
    while (!isAtPrompt()) {
      socket.write('\x03');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const command of commands) {
      seen = '';
      socket.write(`${command}\n`);
      while (!isAtPrompt()) await once(socket, 'data');
    }
    await power(false);
  } finally {
    socket.destroy();
  }
};
