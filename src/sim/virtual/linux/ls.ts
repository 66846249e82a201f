import { type Context, output, type Result } from './command.ts';
import { FileError, type Inode } from './file-tree.ts';
import type { Session } from './session.ts';

/** What `ls -l` is asked for beside its form. */
interface Wish {
  readonly hidden: 'none' | 'most' | 'all';
  readonly itself: boolean;
  readonly deep: boolean;
  readonly reversed: boolean;
  readonly by: 'name' | 'size' | 'time';
  readonly human: boolean;
  readonly numeric: boolean;
}

interface Entry {
  /** As it is shown. */
  readonly name: string;
  readonly inode: Inode;
}

/** ls(1) of coreutils in its long form, which the shell library has with one mode and one owner for all. */
export const ls = async (session: Session, args: string[], context: Context): Promise<Result> => {
  const letters = args.flatMap((arg) => (/^-\w/.test(arg) ? [...arg.slice(1)] : []));
  const words = args.filter((arg) => arg.startsWith('--') && !/^--color\b/.test(arg));
  const isKnown = letters.every((letter) => 'laAdhrRSt1n'.includes(letter)) && words.length === 0;
  const plain = args.filter((arg) => !/^--color\b/.test(arg));
  if (!isKnown || !letters.some((letter) => letter === 'l' || letter === 'n')) {
    // The library looks for what fits a pattern by itself, past whoever tells that it may be missing here alone.
    for (const pattern of plain.filter((arg) => /[*?[]/.test(arg))) await session.fs.exists(session.fs.resolvePath(context.cwd, pattern));
    return context.origCommand!(plain);
  }
  const has = (letter: string): boolean => letters.includes(letter);
  const wish: Wish = {
    hidden: has('a') ? 'all' : has('A') ? 'most' : 'none',
    itself: has('d'),
    deep: has('R'),
    reversed: has('r'),
    by: has('S') ? 'size' : has('t') ? 'time' : 'name',
    human: has('h'),
    numeric: has('n'),
  };
  const named = args.filter((arg) => !arg.startsWith('-'));
  return new Listing(session, context.cwd, wish).of(named.length === 0 ? ['.'] : named);
};

class Listing {
  readonly #session: Session;
  readonly #cwd: string;
  readonly #wish: Wish;
  readonly #parts: string[] = [];
  #errors = '';
  constructor(session: Session, cwd: string, wish: Wish) {
    this.#session = session;
    this.#cwd = cwd;
    this.#wish = wish;
  }

  async of(named: readonly string[]): Promise<Result> {
    const folders: string[] = [];
    const files: Entry[] = [];
    for (const name of named) {
      const inode = await this.#found(name);
      if (!inode) continue;
      if (!this.#wish.itself && this.#isFolder(name, inode)) folders.push(name);
      else files.push({ name, inode });
    }
    if (files.length > 0) this.#parts.push(this.#lines(files, ''));
    for (const folder of folders.sort()) this.#folder(folder, named.length > 1 || this.#wish.deep);
    return { ...output(this.#parts.join('\n'), this.#errors === '' ? 0 : 2), stderr: this.#errors };
  }

  // A link to a folder is looked at itself in the long form, unless a slash follows it.
  #isFolder(name: string, inode: Inode): boolean {
    return inode.kind === 'folder' || (inode.kind === 'link' && name.endsWith('/') && this.#get(name)?.kind === 'folder');
  }

  async #found(name: string): Promise<Inode | undefined> {
    const path = this.#path(name);
    try {
      // What is missing below /proc, /sys and /dev is told by the file system.
      await this.#session.fs.lstat(path);
      return this.#session.fs.tree.find(path, { followLast: false }).inode;
    } catch (error) {
      this.#errors += `ls: cannot access '${name}': ${error instanceof FileError ? error.words : String(error)}\n`;
      return undefined;
    }
  }

  #folder(name: string, withName: boolean): void {
    const folder = this.#get(name);
    if (folder?.kind !== 'folder') return;
    const { hidden, deep } = this.#wish;
    const own = [...folder.entries].map(([entry, inode]) => ({ name: entry, inode }));
    const shown = own.filter((entry) => hidden !== 'none' || !entry.name.startsWith('.'));
    const dots = hidden === 'all' ? ['.', '..'].map((dot) => ({ name: dot, inode: this.#get(`${name}/${dot}`) ?? folder })) : [];
    const blocks = [...dots, ...shown].reduce((sum, { inode }) => sum + 4 * Math.ceil(sizeOf(inode) / 4096), 0);
    this.#parts.push(`${withName ? `${name}:\n` : ''}total ${blocks}\n${this.#lines([...dots, ...shown], `${name}/`)}`);
    if (!deep) return;
    const below = shown.filter(({ inode }) => inode.kind === 'folder').map((entry) => `${name.replace(/\/$/, '')}/${entry.name}`);
    for (const path of below.sort()) this.#folder(path, true);
  }

  #lines(entries: readonly Entry[], within: string): string {
    const { by, reversed } = this.#wish;
    const order = {
      name: (one: Entry, other: Entry) => (one.name < other.name ? -1 : 1),
      size: (one: Entry, other: Entry) => sizeOf(other.inode) - sizeOf(one.inode),
      time: (one: Entry, other: Entry) => other.inode.mtime - one.inode.mtime,
    }[by];
    const rows = [...entries].sort(order).map((entry) => this.#row(entry, within));
    if (reversed) rows.reverse();
    const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row.cells[column]!.length)));
    return rows
      .map(({ mode, cells: [links, user, group, size], rest }) => {
        const owner = `${user!.padEnd(widths[1]!)} ${group!.padEnd(widths[2]!)}`;
        return `${mode} ${links!.padStart(widths[0]!)} ${owner} ${size!.padStart(widths[3]!)} ${rest}\n`;
      })
      .join('');
  }

  #row({ name, inode }: Entry, within: string): { readonly mode: string; readonly cells: readonly string[]; readonly rest: string } {
    const owner = this.#wish.numeric ? String(inode.uid) : userName(inode.uid, this.#session);
    const links = inode.kind === 'folder' ? 2 + [...inode.entries.values()].filter(({ kind }) => kind === 'folder').length : 1;
    const device = inode.kind === 'node' && inode.device !== undefined ? deviceNumbers(name, within) : undefined;
    const size = device ?? (this.#wish.human ? humanSize(sizeOf(inode)) : String(sizeOf(inode)));
    const target = inode.kind === 'link' ? ` -> ${inode.target}` : '';
    return { mode: modeText(inode), cells: [String(links), owner, owner, size], rest: `${dateText(inode.mtime)} ${name}${target}` };
  }

  #get(name: string): Inode | undefined {
    return this.#session.fs.tree.get(this.#path(name));
  }

  #path(name: string): string {
    return this.#session.fs.resolvePath(this.#cwd, name);
  }
}

/** By whom a file is owned, as programs of the system call him; groups have the names of their users. */
export const userName = (uid: number, { linux }: Session): string =>
  uid === 0 ? 'root' : uid === 1000 ? linux.identity.user : String(uid);

const sizeOf = (inode: Inode): number => {
  if (inode.kind === 'file') return inode.claimedSize ?? inode.content.byteLength;
  if (inode.kind === 'link') return inode.target.length;
  return inode.kind === 'node' && inode.device !== undefined ? 0 : 4096;
};

const kinds = { folder: 'd', link: 'l', file: '-', node: '-' } as const;

/** As strmode(3): a set bit in place of an `x`, a capital where nobody may execute. */
export const modeText = (inode: Pick<Inode, 'kind' | 'mode'> & { readonly device?: 'c' | 'b' }): string => {
  const { mode, kind, device } = inode;
  const three = (shift: number, special: boolean, letter: string): string => {
    const bits = mode >> shift;
    const executes = (bits & 1) !== 0;
    const last = special ? (executes ? letter : letter.toUpperCase()) : executes ? 'x' : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  const [user, group, others] = [
    three(6, (mode & 0o4000) !== 0, 's'),
    three(3, (mode & 0o2000) !== 0, 's'),
    three(0, (mode & 0o1000) !== 0, 't'),
  ];
  return `${device ?? kinds[kind]}${user}${group}${others}`;
};

// Documentation/admin-guide/devices.txt; 240 is the first of those for local use, as drivers without a number of their own get one.
const numbers: readonly (readonly [name: RegExp, major: number, minor: number])[] = [
  [/^null$/, 1, 3],
  [/^zero$/, 1, 5],
  [/^full$/, 1, 7],
  [/^random$/, 1, 8],
  [/^urandom$/, 1, 9],
  [/^kmsg$/, 1, 11],
  [/^tty$/, 5, 0],
  [/^console$/, 5, 1],
  [/^tty\d+$/, 4, 0],
  [/^ttymxc\d+$/, 207, 16],
  [/^watchdog$/, 10, 130],
  [/^mmcblk\d+(?:p\d+|boot\d+)?$/, 179, 0],
];

const deviceNumbers = (name: string, within: string): string => {
  const last = `${within}${name}`.split('/').at(-1)!;
  const [, major, minor] = numbers.find(([pattern]) => pattern.test(last)) ?? [/./, 240, 0];
  const own = /(?:ttymxc|tty|p)(\d+)$/.exec(last)?.[1];
  return `${major}, ${String(minor + Number(own ?? 0)).padStart(3)}`;
};

const humanSize = (bytes: number): string => {
  const steps = ['', 'K', 'M', 'G'];
  let [size, step] = [bytes, 0];
  while (size >= 1024 && step < steps.length - 1) {
    size /= 1024;
    step++;
  }
  return step === 0 ? String(size) : `${size < 10 ? (Math.ceil(size * 10) / 10).toFixed(1) : Math.ceil(size)}${steps[step]}`;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const halfYearMs = 182 * 24 * 3_600_000;

const dateText = (ms: number): string => {
  const date = new Date(ms);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)}`;
  const isRecent = Math.abs(Date.now() - ms) < halfYearMs;
  return isRecent ? `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}` : `${day}  ${date.getUTCFullYear()}`;
};
