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
      if (packet[4] === write && offsetOf(packet) >= BigInt(most)) confirm(confirmation(packet.readUInt32BE(5)));
      else passed.push(packet);
    }
    return Buffer.concat(passed);
  };
};

const offsetOf = (packet: Buffer): bigint => packet.readBigUInt64BE(13 + packet.readUInt32BE(9));

const confirmation = (id: number): Buffer => {
  const packet = Buffer.alloc(21);
  packet.writeUInt32BE(17, 0);
  packet[4] = status;
  packet.writeUInt32BE(id, 5);
  return packet;
};
