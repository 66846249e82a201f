import type { IFileSystem } from 'just-bash';
import { errnoNames } from './errno-names.ts';
import { type Stat, statOf } from './file-stat.ts';
import type { errnoWords } from './file-tree.ts';
import { FileError, type FileTree, type Found, type Inode, newFile, newFolder, newLink, type RegularFile } from './file-tree.ts';
import { mostAtOnce, StreamCut } from './stream-cut.ts';

type Content = Parameters<IFileSystem['writeFile']>[1];

/** Which mounts refuse writes; `/usr` may be remounted. */
export interface Mounts {
  isReadOnly(path: string): boolean;
  /** False where nothing more can be stored. */
  hasRoom(path: string): boolean;
}

/** The file system as one user sees it: modes, owners and read-only mounts are kept. */
export class LinuxFs implements IFileSystem {
  readonly tree: FileTree;
  readonly uid: number;
  readonly #mounts: Mounts;
  readonly #onMissing: (path: string) => void;
  /** The last refusal of each path, so that programs which only say "no such file" can be put right. */
  readonly refusals = new Map<string, string>();
  readonly stream = new StreamCut();
  constructor(tree: FileTree, uid: number, mounts: Mounts, onMissing: (path: string) => void = () => {}) {
    this.#onMissing = onMissing;
    this.tree = tree;
    this.uid = uid;
    this.#mounts = mounts;
  }

  async readFile(path: string): Promise<string> {
    return Buffer.from(this.read(path)).toString('utf8');
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return this.read(path);
  }

  /** What may be read there. Throws FileError. */
  open(path: string): Inode {
    const inode = this.#existing(path, true).inode!;
    if (inode.kind === 'folder') throw this.#refuse('EISDIR', path);
    this.#allow(inode, 4, path);
    return inode;
  }

  /** Throws FileError. */
  read(path: string): Uint8Array {
    const inode = this.open(path);
    if (inode.kind === 'file') return inode.content;
    if (inode.kind !== 'node') return new Uint8Array();
    if (inode.handlers.endless) return this.stream.take(path, inode.handlers);
    const text = inode.handlers.read?.() ?? '';
    return typeof text === 'string' ? Buffer.from(text) : text;
  }

  /** The first bytes of what is there, all of it where it has an end. Throws FileError. */
  take(path: string, most: number): Uint8Array {
    const inode = this.open(path);
    if (inode.kind !== 'node' || !inode.handlers.endless || most > mostAtOnce) return this.read(path).subarray(0, most);
    return inode.handlers.endless(most);
  }

  writeFile(path: string, content: Content, options?: Parameters<IFileSystem['writeFile']>[2]): Promise<void> {
    return this.write(path, toBytes(content, options), false);
  }

  appendFile(path: string, content: Content, options?: Parameters<IFileSystem['appendFile']>[2]): Promise<void> {
    return this.write(path, toBytes(content, options), true);
  }

  /** Throws FileError. Opening a node without writing has no effect on it. */
  async write(path: string, bytes: Uint8Array, append: boolean): Promise<void> {
    const found = this.tree.find(path);
    const { inode } = found;
    if (inode?.kind === 'folder') throw this.#refuse('EISDIR', path);
    if (inode?.kind === 'node') return this.#writeNode(inode, bytes, path);
    this.#writable(found, path);
    // Opening for writing has emptied the file by then.
    const isRefused = bytes.length > 0 && !this.#mounts.hasRoom(found.path);
    if (!inode) {
      found.folder.entries.set(found.name, newFile(isRefused ? new Uint8Array() : Uint8Array.from(bytes), 0o644, this.uid));
      if (isRefused) throw this.#refuse('ENOSPC', path);
      return;
    }
    const file = inode as RegularFile;
    const stored = isRefused ? new Uint8Array() : bytes;
    file.content = append ? Buffer.concat([file.content, stored]) : Uint8Array.from(stored);
    delete file.claimedSize;
    file.mtime = Date.now();
    if (isRefused) throw this.#refuse('ENOSPC', path);
  }

  async #writeNode(inode: Extract<Inode, { kind: 'node' }>, bytes: Uint8Array, path: string): Promise<void> {
    this.#allow(inode, 2, path);
    if (bytes.length === 0) return;
    if (!inode.handlers.write) throw this.#refuse('EACCES', path);
    const result = await inode.handlers.write(bytes);
    if (result < 0) throw this.#refuse(errnoNames[-result] ?? 'EIO', path);
  }

  async exists(path: string): Promise<boolean> {
    if (this.tree.get(path) === undefined) this.#onMissing(path);
    return this.tree.get(path) !== undefined;
  }

  async stat(path: string): Promise<Stat> {
    return statOf(this.#existing(path, true).inode!);
  }

  async lstat(path: string): Promise<Stat> {
    return statOf(this.#existing(path, false).inode!);
  }

  async mkdir(path: string, options: { readonly recursive?: boolean } = {}): Promise<void> {
    const parent = path.replace(/\/+[^/]*\/*$/, '') || '/';
    if (options.recursive && parent !== path && !this.tree.get(parent)) await this.mkdir(parent, options);
    const found = this.tree.find(path);
    if (found.inode) {
      if (options.recursive && found.inode.kind === 'folder') return;
      throw this.#refuse('EEXIST', path);
    }
    this.#writable(found, path);
    found.folder.entries.set(found.name, newFolder(0o755, this.uid));
  }

  async readdir(path: string): Promise<string[]> {
    const inode = this.#existing(path, true).inode!;
    if (inode.kind !== 'folder') throw this.#refuse('ENOTDIR', path);
    return [...inode.entries.keys()].sort();
  }

  async rm(path: string, options: { readonly recursive?: boolean; readonly force?: boolean } = {}): Promise<void> {
    if (options.force && !this.#peek(path)) return;
    const found = this.#existing(path, false);
    if (found.inode?.kind === 'folder' && found.inode.entries.size > 0 && !options.recursive) throw this.#refuse('ENOTEMPTY', path);
    this.#writable({ ...found, inode: undefined }, path);
    found.folder.entries.delete(found.name);
  }

  async cp(source: string, target: string, options: { readonly recursive?: boolean } = {}): Promise<void> {
    const inode = this.#existing(source, true).inode!;
    if (inode.kind !== 'folder') return this.write(target, this.read(source), false);
    if (!options.recursive) throw this.#refuse('EISDIR', source);
    await this.mkdir(target, { recursive: true });
    for (const name of inode.entries.keys()) await this.cp(`${source}/${name}`, `${target}/${name}`, options);
  }

  async mv(source: string, target: string): Promise<void> {
    const from = this.#existing(source, false);
    const known = this.tree.get(target);
    const to = this.tree.find(known?.kind === 'folder' ? `${target}/${from.name}` : target, { followLast: false });
    this.#writable({ ...from, inode: undefined }, source);
    this.#writable({ ...to, inode: undefined }, target);
    from.folder.entries.delete(from.name);
    to.folder.entries.set(to.name, from.inode!);
  }

  resolvePath(base: string, path: string): string {
    const names: string[] = [];
    for (const name of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
      if (name === '..') names.pop();
      else if (name !== '' && name !== '.') names.push(name);
    }
    return `/${names.join('/')}`;
  }

  /** Only what a glob may want: everything below /proc and /sys is found by readdir. */
  getAllPaths(): string[] {
    return [];
  }

  async chmod(path: string, mode: number): Promise<void> {
    const found = this.#existing(path, true);
    if (this.#mounts.isReadOnly(found.path)) throw this.#refuse('EROFS', path);
    if (this.uid !== 0 && found.inode!.uid !== this.uid) throw this.#refuse('EPERM', path);
    found.inode!.mode = mode & 0o7777;
  }

  async symlink(target: string, linkPath: string): Promise<void> {
    const found = this.tree.find(linkPath, { followLast: false });
    if (found.inode) throw this.#refuse('EEXIST', linkPath);
    this.#writable(found, linkPath);
    found.folder.entries.set(found.name, newLink(target));
  }

  async link(existingPath: string, newPath: string): Promise<void> {
    const found = this.tree.find(newPath, { followLast: false });
    if (found.inode) throw this.#refuse('EEXIST', newPath);
    this.#writable(found, newPath);
    found.folder.entries.set(found.name, this.#existing(existingPath, true).inode!);
  }

  async readlink(path: string): Promise<string> {
    const { inode } = this.#existing(path, false);
    if (inode?.kind !== 'link') throw this.#refuse('EINVAL', path);
    return inode.target;
  }

  async realpath(path: string): Promise<string> {
    return this.#existing(path, true).path;
  }

  async utimes(path: string, _atime: Date, mtime: Date): Promise<void> {
    const found = this.#existing(path, true);
    if (this.#mounts.isReadOnly(found.path)) throw this.#refuse('EROFS', path);
    found.inode!.mtime = mtime.getTime();
  }

  #peek(path: string): Inode | undefined {
    try {
      return this.tree.find(path, { followLast: false }).inode;
    } catch {
      return undefined;
    }
  }

  #existing(path: string, followLast: boolean): Found {
    if (!this.tree.get(path)) this.#onMissing(path);
    const found = this.tree.find(path, { followLast });
    if (!found.inode) throw this.#refuse('ENOENT', path);
    return found;
  }

  #writable(found: Found, path: string): void {
    if (this.#mounts.isReadOnly(found.path)) throw this.#refuse('EROFS', path);
    if (found.inode) this.#allow(found.inode, 2, path);
    else this.#allow(found.folder, 2, path);
  }

  #allow(inode: Inode, bit: number, path: string): void {
    if (this.uid === 0) return;
    const granted = inode.uid === this.uid ? inode.mode >> 6 : inode.mode;
    if ((granted & bit) === 0) throw this.#refuse('EACCES', path);
  }

  #refuse(code: keyof typeof errnoWords, path: string): FileError {
    const error = new FileError(code, path);
    this.refusals.set(path, error.words);
    return error;
  }
}

const toBytes = (content: Content, options: unknown): Uint8Array => {
  if (typeof content !== 'string') return content;
  const encoding = typeof options === 'string' ? options : (options as { encoding?: string } | undefined)?.encoding;
  return Buffer.from(content, encoding === 'binary' || encoding === 'latin1' ? 'latin1' : 'utf8');
};
