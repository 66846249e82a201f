import type { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { type BirpcReturn, createBirpc } from 'birpc';
import { framesOver } from './frames.ts';

/** Calls both ways over one socket. node:v8's form keeps RegExp and undefined, which JSON loses. */
export const rpcOver = <Remote extends object, Local extends object>(
  socket: Socket,
  local: Local,
  eventNames: readonly (keyof Remote)[],
): BirpcReturn<Remote, Local> => {
  const frames = framesOver(socket);
  const rpc = createBirpc<Remote, Local>(local, {
    post: (frame: Uint8Array) => frames.post(frame),
    on: (listener: (frame: Uint8Array) => void) => frames.on(listener),
    serialize,
    deserialize,
    eventNames: [...eventNames],
    // How long a call may take is the board's affair.
    timeout: -1,
    bind: 'functions',
  });
  socket.once('close', () => rpc.$close(new Error('the connection to the process that owns the board is closed')));
  return rpc;
};
