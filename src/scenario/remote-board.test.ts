import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ExpectTimeoutError } from '../core/errors.ts';
import { remoteBoard } from './remote-board.ts';
import { rpcOver } from './rpc.ts';
import { type Answer, fromWire, toWire } from './wire.ts';

interface Calls {
  call(path: readonly string[], args: readonly unknown[]): Promise<Answer>;
}

const boardOver = async (answer: (path: string, args: readonly unknown[]) => unknown) => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-'));
  const call = async (path: readonly string[], args: readonly unknown[]): Promise<Answer> => {
    try {
      return { value: answer(path.join('.'), args) };
    } catch (cause) {
      return { error: toWire(cause) };
    }
  };
  const server = createServer((socket) => void rpcOver<object, Calls>(socket, { call }, []));
  server.listen(join(dir, 'socket'));
  await once(server, 'listening');
  const socket = connect(join(dir, 'socket'));
  const rpc = rpcOver<Calls, object>(socket, {}, []);
  onTestFinished(() => {
    socket.destroy();
    server.close();
    rmSync(dir, { recursive: true });
  });
  return remoteBoard(async (path, args) => {
    const found = await rpc.call(path, args);
    if ('error' in found) throw fromWire(found.error);
    return found.value;
  });
};

test('a call is a path and its arguments, and a RegExp or undefined survives the way', async () => {
  const calls: [string, readonly unknown[]][] = [];
  const board = await boardOver((path, args) => {
    calls.push([path, args]);
    return { text: 'login:', before: undefined };
  });

  const match = await board.m7.console.expect(/login:\s*$/m, { within: '5s' });
  await board.coldBoot();
  expect(match).toStrictEqual({ text: 'login:', before: undefined });
  expect(calls).toEqual([
    ['m7.console.expect', [/login:\s*$/m, { within: '5s' }]],
    ['coldBoot', []],
  ]);
});

test('errors arrive with their class, and a part of the board can be awaited without a call', async () => {
  const board = await boardOver(() => {
    throw new ExpectTimeoutError('no banner', { evidence: ['m7: noise'] });
  });

  const m7 = await Promise.resolve(board.m7);
  await expect(m7.state()).rejects.toThrow(ExpectTimeoutError);
  await expect(m7.state()).rejects.toMatchObject({ evidence: ['m7: noise'] });
});
