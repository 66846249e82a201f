import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2';
import { FileError } from './file-tree.ts';
import type { LinuxFs } from './linux-fs.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

interface OpenFile {
  readonly kind: 'file';
  readonly path: string;
  content: Buffer;
  size: number;
  isChanged: boolean;
}
interface OpenFolder {
  readonly kind: 'folder';
  readonly path: string;
  isRead: boolean;
}

/** The SFTP subsystem, version 3, on the board's file system. A written file appears when its handle is closed. */
export const serveSftp = (sftp: SFTPWrapper, fs: LinuxFs): void => {
  const handles = new Map<number, OpenFile | OpenFolder>();
  let next = 0;
  const open = (opened: OpenFile | OpenFolder): Buffer => {
    handles.set(++next, opened);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(next);
    return handle;
  };
  const get = (handle: Buffer): OpenFile | OpenFolder | undefined => handles.get(handle.readUInt32BE(0));
  const attempt = (id: number, work: () => Promise<void>): void => {
    work().catch((error: unknown) => sftp.status(id, statusOf(error), error instanceof Error ? error.message : String(error)));
  };
  const done = (id: number): void => sftp.status(id, STATUS_CODE.OK);

  sftp.on('OPEN', (id, path, flags) => attempt(id, async () => sftp.handle(id, open(await openFile(fs, path, flags)))));
  sftp.on('READ', (id, handle, offset, length) =>
    attempt(id, async () => {
      const file = get(handle);
      if (file?.kind !== 'file') return sftp.status(id, STATUS_CODE.FAILURE);
      if (offset >= file.size) return sftp.status(id, STATUS_CODE.EOF);
      sftp.data(id, file.content.subarray(offset, Math.min(file.size, offset + length)));
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) =>
    attempt(id, async () => {
      const file = get(handle);
      if (file?.kind !== 'file') return sftp.status(id, STATUS_CODE.FAILURE);
      put(file, offset, data);
      done(id);
    }),
  );
  sftp.on('CLOSE', (id, handle) =>
    attempt(id, async () => {
      const file = get(handle);
      handles.delete(handle.readUInt32BE(0));
      if (file?.kind === 'file' && file.isChanged) await fs.write(file.path, file.content.subarray(0, file.size), false);
      done(id);
    }),
  );
  sftp.on('FSTAT', (id, handle) =>
    attempt(id, async () => {
      const file = get(handle);
      if (!file) return sftp.status(id, STATUS_CODE.FAILURE);
      sftp.attrs(id, { ...(await attributes(fs, file.path, true)), ...(file.kind === 'file' ? { size: file.size } : {}) });
    }),
  );
  sftp.on('STAT', (id, path) => attempt(id, async () => sftp.attrs(id, await attributes(fs, path, true))));
  sftp.on('LSTAT', (id, path) => attempt(id, async () => sftp.attrs(id, await attributes(fs, path, false))));
  sftp.on('SETSTAT', (id, path, wanted) =>
    attempt(id, async () => {
      if (wanted.mode !== undefined) await fs.chmod(path, wanted.mode);
      done(id);
    }),
  );
  sftp.on('FSETSTAT', (id) => done(id));
  sftp.on('OPENDIR', (id, path) =>
    attempt(id, async () => {
      await fs.readdir(path);
      sftp.handle(id, open({ kind: 'folder', path, isRead: false }));
    }),
  );
  sftp.on('READDIR', (id, handle) =>
    attempt(id, async () => {
      const folder = get(handle);
      if (folder?.kind !== 'folder' || folder.isRead) return sftp.status(id, STATUS_CODE.EOF);
      folder.isRead = true;
      sftp.name(id, await namesIn(fs, folder.path));
    }),
  );
  sftp.on('MKDIR', (id, path) => attempt(id, () => fs.mkdir(path).then(() => done(id))));
  sftp.on('RMDIR', (id, path) => attempt(id, () => fs.rm(path).then(() => done(id))));
  sftp.on('REMOVE', (id, path) => attempt(id, () => fs.rm(path).then(() => done(id))));
  sftp.on('RENAME', (id, from, to) => attempt(id, () => fs.mv(from, to).then(() => done(id))));
  sftp.on('REALPATH', (id, path) =>
    attempt(id, async () => {
      const home = fs.uid === 0 ? '/root' : '/home/torizon';
      const real = fs.resolvePath(await fs.realpath(home), path);
      sftp.name(id, [{ filename: real, longname: real, attrs: {} as Attributes }]);
    }),
  );
};

const openFile = async (fs: LinuxFs, path: string, flags: number): Promise<OpenFile> => {
  const writes = (flags & OPEN_MODE.WRITE) !== 0;
  const isThere = await fs.exists(path);
  if (!isThere && (flags & OPEN_MODE.CREAT) === 0) throw new FileError('ENOENT', path);
  if (isThere && (flags & OPEN_MODE.EXCL) !== 0) throw new FileError('EEXIST', path);
  // Created at once, so that a refusal comes with the open, as from a kernel.
  if (writes && (!isThere || (flags & OPEN_MODE.TRUNC) !== 0)) await fs.write(path, new Uint8Array(), false);
  const content = writes && (flags & OPEN_MODE.READ) === 0 && !isThere ? Buffer.alloc(0) : Buffer.from(fs.read(path));
  return { kind: 'file', path, content, size: content.length, isChanged: false };
};

const put = (file: OpenFile, offset: number, data: Buffer): void => {
  const end = offset + data.length;
  if (end > file.content.length) file.content = Buffer.concat([file.content], Math.max(end, file.content.length * 2));
  data.copy(file.content, offset);
  file.size = Math.max(file.size, end);
  file.isChanged = true;
};

const attributes = async (fs: LinuxFs, path: string, follow: boolean): Promise<Attributes> => {
  const { mode, size, mtime, isDirectory, isSymbolicLink } = follow ? await fs.stat(path) : await fs.lstat(path);
  const kind = isDirectory ? 0o040000 : isSymbolicLink ? 0o120000 : 0o100000;
  const seconds = Math.floor(mtime.getTime() / 1000);
  return { mode: kind | mode, uid: 0, gid: 0, size, atime: seconds, mtime: seconds };
};

const namesIn = async (fs: LinuxFs, path: string): Promise<{ filename: string; longname: string; attrs: Attributes }[]> =>
  Promise.all(
    (await fs.readdir(path)).map(async (filename) => {
      const attrs = await attributes(fs, `${path}/${filename}`, false);
      return {
        filename,
        longname: `${(attrs.mode & 0o040000) !== 0 ? 'd' : '-'}rw-r--r-- 1 root root ${attrs.size} Sep 21 09:12 ${filename}`,
        attrs,
      };
    }),
  );

const statusOf = (error: unknown): number => {
  if (!(error instanceof FileError)) return STATUS_CODE.FAILURE;
  if (error.code === 'ENOENT') return STATUS_CODE.NO_SUCH_FILE;
  return error.code === 'EACCES' || error.code === 'EPERM' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE;
};
