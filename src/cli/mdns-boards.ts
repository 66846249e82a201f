import { createSocket } from 'node:dgram';
import { setTimeout as pause } from 'node:timers/promises';

// RFC 6762. Toradex's images name themselves by module and serial number.
const group = { address: '224.0.0.251', port: 5353 };
const boardName = /verdin-imx8m[mp]-\d{8}/g;
const services = ['_workstation._tcp.local', '_ssh._tcp.local', '_sftp-ssh._tcp.local'];

// Wall time: responders wait up to 120 ms before they answer what many may answer.
const listenMs = 1500;

/** Names in `.local` of boards that answer over mDNS now, such as `verdin-imx8mp-06817281.local`. Empty where this host has no such network. */
export const mdnsBoards = async (to = group, withinMs = listenMs): Promise<readonly string[]> => {
  const found = new Set<string>();
  // A port of its own: a responder answers there directly (RFC 6762, section 6.7).
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  // A label is its length and then its letters, so that no name has to be unpacked to find one.
  socket.on('message', (packet) => {
    for (const [name] of packet.toString('latin1').matchAll(boardName)) found.add(`${name}.local`);
  });
  try {
    for (const service of services) socket.send(question(service), to.port, to.address, () => {});
    await pause(withinMs);
    return [...found].sort();
  } finally {
    socket.close();
  }
};

/** One question for PTR records, class IN. */
const question = (name: string): Buffer => {
  const labels = name.split('.').flatMap((label) => [Buffer.of(label.length), Buffer.from(label)]);
  return Buffer.concat([Buffer.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0), ...labels, Buffer.of(0, 0, 12, 0, 1)]);
};
