// draft-ietf-secsh-filexfer-02: length, type, request id; SSH_FXP_WRITE has handle, offset and data.
const write = 6;
const status = 101;

/** What of a stream of SFTP requests goes on to the board; a write beyond `most` bytes of a file is confirmed in its place. */
export const shortenedFiles = (most: number, confirm: (bytes: Buffer) => void): ((bytes: Buffer) => Buffer) => {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const passed: Buffer[] = [];
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
      const packet = rest.subarray(0, 4 + rest.readUInt32BE(0));
      rest = rest.subarray(packet.length);
      const kept = packet[4] === write ? keptOf(packet, most) : undefined;
      if (kept === 0) confirm(confirmation(packet.readUInt32BE(5)));
      else passed.push(kept === undefined ? packet : shortened(packet, kept));
    }
    return Buffer.concat(passed);
  };
};

const dataAt = (packet: Buffer): number => 21 + packet.readUInt32BE(9);

/** How many bytes of this write are within the limit. */
const keptOf = (packet: Buffer, most: number): number => {
  const offset = Number(packet.readBigUInt64BE(dataAt(packet) - 8));
  return Math.max(0, Math.min(packet.readUInt32BE(dataAt(packet)), most - offset));
};

const shortened = (packet: Buffer, kept: number): Buffer => {
  const short = Buffer.from(packet.subarray(0, dataAt(packet) + 4 + kept));
  short.writeUInt32BE(kept, dataAt(short));
  short.writeUInt32BE(short.length - 4, 0);
  return short;
};

const confirmation = (id: number): Buffer => {
  const packet = Buffer.alloc(21);
  packet.writeUInt32BE(17, 0);
  packet[4] = status;
  packet.writeUInt32BE(id, 5);
  return packet;
};
