import { connect, createServer } from 'node:net';
import { listening } from '../../testing/wires.ts';

/** A way to a relay that breaks connections on demand: before the request has reached it, or when the answer comes. */
export const startDroppingProxy = async (port: number) => {
  let drops: readonly ('request' | 'answer')[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('error', () => {}).on('close', () => far.destroy());
    far.on('error', () => {}).on('close', () => near.destroy());
    near.on('data', (chunk: Buffer) => {
      const [now, ...later] = drops;
      if (now === 'request') {
        drops = later;
        near.resetAndDestroy();
      } else far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      const [now, ...later] = drops;
      if (now === 'answer') {
        drops = later;
        near.resetAndDestroy();
      } else near.write(chunk);
    });
  });
  return {
    port: (await listening(server)).port,
    drop: (...next: readonly ('request' | 'answer')[]): void => {
      drops = next;
    },
    left: (): number => drops.length,
    [Symbol.dispose]: () => void server.close(),
  };
};
