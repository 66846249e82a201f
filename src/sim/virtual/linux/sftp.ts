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
  const desk = new Desk(sftp, fs);
  serveFiles(desk);
  serveFolders(desk);
  serveNames(desk);
};

/** The open handles of one channel, and how its requests are answered. */
class Desk {
  readonly sftp: SFTPWrapper;
  readonly fs: LinuxFs;
  readonly #handles = new Map<number, OpenFile | OpenFolder>();
  #next = 0;
  constructor(sftp: SFTPWrapper, fs: LinuxFs) {
    this.sftp = sftp;
    this.fs = fs;
  }

  open(opened: OpenFile | OpenFolder): Buffer {
    this.#handles.set(++this.#next, opened);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(this.#next);
    return handle;
  }

  get(handle: Buffer): OpenFile | OpenFolder | undefined {
    return this.#handles.get(handle.readUInt32BE(0));
  }

  /** Throws FileError when the handle is none of a file. */
  file(handle: Buffer): OpenFile {
    const opened = this.get(handle);
    if (opened?.kind !== 'file') throw new FileError('EINVAL', 'handle');
    return opened;
  }

  close(handle: Buffer): void {
    this.#handles.delete(handle.readUInt32BE(0));
  }

  /** Relative names begin at the home of the user. */
  at(path: string): string {
    return this.fs.resolvePath(this.fs.uid === 0 ? '/root' : '/home/torizon', path);
  }

  /** Answers with OK unless the work says that it has 'answered' itself, or with the status of its error. */
  answer(id: number, work: () => Promise<unknown>): void {
    work().then(
      (result) => {
        if (result !== 'answered') this.sftp.status(id, STATUS_CODE.OK);
      },
      (error: unknown) => this.sftp.status(id, statusOf(error), error instanceof Error ? error.message : String(error)),
    );
  }
}

const serveFiles = (desk: Desk): void => {
  const { sftp, fs } = desk;
  sftp.on('OPEN', (id, path, flags) =>
    desk.answer(id, async () => {
      sftp.handle(id, desk.open(await openFile(fs, desk.at(path), flags)));
      return 'answered';
    }),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    desk.answer(id, async () => {
      const file = desk.file(handle);
      if (offset >= file.size) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, file.content.subarray(offset, Math.min(file.size, offset + length)));
      return 'answered';
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) => desk.answer(id, async () => put(desk.file(handle), offset, data)));
  sftp.on('CLOSE', (id, handle) =>
    desk.answer(id, async () => {
      const file = desk.get(handle);
      desk.close(handle);
      if (file?.kind === 'file' && file.isChanged) await fs.write(file.path, file.content.subarray(0, file.size), false);
    }),
  );
  sftp.on('FSTAT', (id, handle) =>
    desk.answer(id, async () => {
      const { path, size } = desk.file(handle);
      sftp.attrs(id, { ...(await attributes(fs, path, true)), size });
      return 'answered';
    }),
  );
};

const serveFolders = (desk: Desk): void => {
  const { sftp, fs } = desk;
  sftp.on('OPENDIR', (id, path) =>
    desk.answer(id, async () => {
      await fs.readdir(desk.at(path));
      sftp.handle(id, desk.open({ kind: 'folder', path: desk.at(path), isRead: false }));
      return 'answered';
    }),
  );
  sftp.on('READDIR', (id, handle) =>
    desk.answer(id, async () => {
      const folder = desk.get(handle);
      if (folder?.kind !== 'folder' || folder.isRead) sftp.status(id, STATUS_CODE.EOF);
      else {
        folder.isRead = true;
        sftp.name(id, await namesIn(fs, folder.path));
      }
      return 'answered';
    }),
  );
  sftp.on('MKDIR', (id, path) => desk.answer(id, () => fs.mkdir(desk.at(path))));
  sftp.on('RMDIR', (id, path) => desk.answer(id, () => fs.rm(desk.at(path))));
};

const serveNames = (desk: Desk): void => {
  const { sftp, fs } = desk;
  const tell = (id: number, path: string, follow: boolean): void =>
    desk.answer(id, async () => {
      sftp.attrs(id, await attributes(fs, desk.at(path), follow));
      return 'answered';
    });
  sftp.on('STAT', (id, path) => tell(id, path, true));
  sftp.on('LSTAT', (id, path) => tell(id, path, false));
  sftp.on('SETSTAT', (id, path, wanted) =>
    desk.answer(id, async () => {
      if (wanted.mode !== undefined) await fs.chmod(desk.at(path), wanted.mode);
    }),
  );
  sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('REMOVE', (id, path) => desk.answer(id, () => fs.rm(desk.at(path))));
  sftp.on('RENAME', (id, from, to) => desk.answer(id, () => fs.mv(desk.at(from), desk.at(to))));
  sftp.on('REALPATH', (id, path) => {
    const real = desk.at(path);
    sftp.name(id, [{ filename: real, longname: real, attrs: {} as Attributes }]);
  });
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
