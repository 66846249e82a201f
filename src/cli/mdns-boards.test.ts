import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { mdnsBoards } from './mdns-boards.ts';

const label = (text: string): Buffer => Buffer.concat([Buffer.of(text.length), Buffer.from(text)]);

test('boards that answer are named once, and others are not', async () => {
  const responder = createSocket('udp4');
  const asked: string[] = [];
  responder.on('message', (query, { address, port }) => {
    asked.push(query.toString('latin1'));
    const header = Buffer.of(0, 0, 0x84, 0, 0, 0, 0, 2, 0, 0, 0, 0);
    responder.send(
      Buffer.concat([header, label('verdin-imx8mp-06817281'), label('local'), Buffer.of(0), label('printer-12345678')]),
      port,
      address,
    );
  });
  responder.bind(0, '127.0.0.1');
  await once(responder, 'listening');
  expect(await mdnsBoards({ address: '127.0.0.1', port: responder.address().port }, 1000)).toEqual(['verdin-imx8mp-06817281.local']);
  expect(asked.some((query) => query.includes('\x0c_workstation\x04_tcp\x05local\0'))).toBe(true);
  responder.close();
});

test('nobody there is no error', async () => {
  expect(await mdnsBoards({ address: '127.0.0.1', port: 9 }, 50)).toEqual([]);
});
