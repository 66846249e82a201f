/** A device, or a file of /proc or /sys: its text is made when it is read. */
export interface NodeHandlers {
  read?(): string | Uint8Array;
  /** Resolves with 0 or a negative errno. */
  write?(data: Uint8Array): number | Promise<number>;
  /** A device that gives as many bytes as are asked for. */
  endless?(length: number): Uint8Array;
  /** A device whose reader waits: hands over what comes until the returned function is called. */
  follow?(onData: (data: Uint8Array) => void): () => void;
}

interface Common {
  mode: number;
  uid: number;
  mtime: number;
  readonly ino: number;
}
export interface Folder extends Common {
  readonly kind: 'folder';
  readonly entries: Map<string, Inode>;
}
export interface RegularFile extends Common {
  readonly kind: 'file';
  content: Uint8Array;
  /** Larger than the content where only a file's size is modelled, as of a kernel image. */
  claimedSize?: number;
}
export interface SymbolicLink extends Common {
  readonly kind: 'link';
  readonly target: string;
}
export interface Node extends Common {
  readonly kind: 'node';
  readonly handlers: NodeHandlers;
  /** Of a special file; absent for what only looks like a regular one. */
  device?: 'c' | 'b';
}
export type Inode = Folder | RegularFile | SymbolicLink | Node;

/** An errno with the words of strerror, as programs print them. */
export class FileError extends Error {
  readonly code: string;
  readonly path: string;
  readonly words: string;
  constructor(code: keyof typeof errnoWords, path: string) {
    super(`${code}: ${errnoWords[code].toLowerCase()}, '${path}'`);
    this.code = code;
    this.path = path;
    this.words = errnoWords[code];
  }
}

export const errnoWords = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  EIO: 'Input/output error',
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  ENODEV: 'No such device',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENOTEMPTY: 'Directory not empty',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
  ELOOP: 'Too many levels of symbolic links',
  ENOMEM: 'Cannot allocate memory',
  ENAMETOOLONG: 'File name too long',
  ETIME: 'Timer expired',
  ETIMEDOUT: 'Connection timed out',
  EOPNOTSUPP: 'Operation not supported',
  ENOEXEC: 'Exec format error',
  EAGAIN: 'Resource temporarily unavailable',
};

let lastIno = 1;
const meta = (mode: number, uid: number): Common => ({ mode, uid, mtime: Date.now(), ino: ++lastIno });

export const newFolder = (mode = 0o755, uid = 0): Folder => ({ kind: 'folder', entries: new Map(), ...meta(mode, uid) });
export const newFile = (content: Uint8Array, mode = 0o644, uid = 0): RegularFile => ({ kind: 'file', content, ...meta(mode, uid) });
export const newLink = (target: string): SymbolicLink => ({ kind: 'link', target, ...meta(0o777, 0) });
export const newNode = (handlers: NodeHandlers, mode: number): Node => ({ kind: 'node', handlers, ...meta(mode, 0) });

export interface Found {
  /** With every link on the way resolved. */
  readonly path: string;
  readonly folder: Folder;
  readonly name: string;
  readonly inode: Inode | undefined;
}

/** Inodes and names, without users: what is on the eMMC, and what the kernel shows beside it. */
export class FileTree {
  readonly root: Folder = newFolder();

  /** Throws FileError when a folder on the way is missing, or is none. */
  find(path: string, options: { readonly followLast?: boolean } = {}): Found {
    return this.#walk(path, options.followLast ?? true, 0);
  }

  get(path: string): Inode | undefined {
    try {
      return this.find(path).inode;
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }

  /** Puts an inode there, with folders on the way. */
  put(path: string, inode: Inode): void {
    const names = path.split('/').filter(Boolean);
    const name = names.pop()!;
    if (names[0] === 'dev' && inode.kind === 'node') inode.device = /^(?:mmcblk|emmc)/.test(name) ? 'b' : 'c';
    this.folder(`/${names.join('/')}`).entries.set(name, inode);
  }

  /** The folder of that path, made with its parents where it is missing. */
  folder(path: string, mode = 0o755, uid = 0): Folder {
    const known = this.get(path);
    if (known?.kind === 'folder') return known;
    if (known) throw new FileError('ENOTDIR', path);
    const made = newFolder(mode, uid);
    this.put(path, made);
    return made;
  }

  #walk(path: string, followLast: boolean, depth: number): Found {
    if (depth > 40) throw new FileError('ELOOP', path);
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    let folder = this.root;
    const trail: string[] = [];
    const folders: Folder[] = [];
    for (const [index, name] of names.entries()) {
      if (name === '..') {
        folder = folders.pop() ?? this.root;
        trail.pop();
        continue;
      }
      const inode = folder.entries.get(name);
      const isLast = index === names.length - 1;
      if (inode?.kind === 'link' && (!isLast || followLast)) {
        const base = inode.target.startsWith('/') ? inode.target : `/${trail.join('/')}/${inode.target}`;
        return this.#walk([base, ...names.slice(index + 1)].join('/'), followLast, depth + 1);
      }
      if (isLast) return { path: `/${[...trail, name].join('/')}`, folder, name, inode };
      if (!inode) throw new FileError('ENOENT', path);
      if (inode.kind !== 'folder') throw new FileError('ENOTDIR', path);
      folders.push(folder);
      folder = inode;
      trail.push(name);
    }
    return { path: `/${trail.join('/')}`, folder, name: '', inode: folder };
  }
}
