/** Programs of the board that write their standard input as text, in short lines of the same number of bytes each. */
export interface ByteEncoding {
  readonly program: string;
  readonly bytesPerLine: number;
  decode(lines: readonly string[]): Uint8Array;
}

const hexadecimal = (program: string): ByteEncoding => ({
  program,
  bytesPerLine: 16,
  decode: (lines) => Buffer.from(lines.join('').replaceAll(' ', ''), 'hex'),
});

export const base64Lines: ByteEncoding = {
  program: "base64 | tr -d '\\n' | fold -w 40",
  bytesPerLine: 30,
  decode: (lines) => Buffer.from(lines.join(''), 'base64'),
};

/** Best first. BusyBox has each of them as an option of its own. */
export const byteEncodings: readonly ByteEncoding[] = [
  base64Lines,
  hexadecimal('od -An -v -tx1'),
  hexadecimal(`hexdump -v -e '16/1 "%02x " "\\n"'`),
  hexadecimal('xxd -p -c 16'),
];
