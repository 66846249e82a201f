const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1;
  return value >>> 0;
});

/** The check sum of POSIX's cksum(1) and the number of bytes, as that program prints them for its standard input. */
export const cksum = (bytes: Uint8Array): string => {
  let crc = 0;
  const take = (byte: number): void => {
    crc = ((crc << 8) ^ table[((crc >>> 24) ^ byte) & 0xff]!) >>> 0;
  };
  for (const byte of bytes) take(byte);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) take(length & 0xff);
  return `${~crc >>> 0} ${bytes.length}`;
};
