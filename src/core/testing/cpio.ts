/** A cpio archive in newc format, as an initramfs is made of. `files`: content by path. */
export const cpioArchive = (files: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat([...Object.entries(files), ['TRAILER!!!', ''] as const].map(([name, content]) => entry(name, Buffer.from(content))));

const entry = (name: string, content: Buffer): Buffer => {
  const fields = [1, 0o100_755, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return Buffer.concat([padded(Buffer.from(header, 'latin1')), padded(content)]);
};

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
