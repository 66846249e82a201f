import { connect, createServer, type Socket } from 'node:net';
import type { Span, Strikes } from '../strikes.ts';
import { chanceOf } from './chance.ts';
import { type Address, faultNow, Loopback } from './loopback.ts';
import { startSshdInFront } from './sshd-in-front.ts';

/** What goes wrong between the runner and the sshd of a board. */
export type SshFault = Span &
  /** Every connection, or each one by this number. */
  (
    | { readonly refuses: true; readonly each?: number }
    /** Connections are accepted, and nothing is ever said. */
    | { readonly hangs: true }
    /** What is open falls silent and stays open. */
    | { readonly silent: true }
    /** What is open is reset when the fault begins. */
    | { readonly cuts: true }
    /** When the fault begins what is open ends, and the port is closed from then on: the host says so to whoever connects. */
    | { readonly closes: true }
    /** One bit of a byte, with this chance for each byte. */
    | { readonly flips: number }
    | { readonly delaysMs: number }
    /** A connection hears nothing for so long, as of an sshd that looks up names; then all goes well. */
    | { readonly opensAfterMs: number }
    /** New connections lead to the board next to it; every second one where `alternates`. */
    | { readonly leadsToNeighbour: true; readonly alternates?: true }
    | SshdFault
  );

/** What goes wrong in an sshd that lets everybody in: one of ours sits in front of that of the board, with another host key. */
export type SshdFault =
  /** Commands that match end with this exit status, or without any. */
  | { readonly exits: number | 'without'; readonly of: RegExp }
  /** Commands that match run, and their channel never ends. */
  | { readonly neverEnds: RegExp }
  /** Standard output of commands that match stops after so many bytes. */
  | { readonly keepsBytes: number; readonly of: RegExp }
  /** Every command prints this first, as a login script that talks. */
  | { readonly greets: string; readonly on?: 'stderr' }
  /** No more than so many channels at a time on a connection, as by MaxSessions. */
  | { readonly sessions: number }
  /** No SFTP, as of dropbear. */
  | { readonly withoutFiles: true }
  /** What is written into a file beyond so many bytes is confirmed and dropped. */
  | { readonly filesOf: number }
  /** Files arrive in full, and one bit of each piece of them is another. */
  | { readonly spoilsFiles: true }
  /** Commands that match are never run: this is what they print, and they succeed. */
  | { readonly answers: string; readonly of: RegExp }
  /** A command that matches runs once; whenever the same text is asked again, its first answer comes back. */
  | { readonly caches: RegExp };

export interface SshWireOptions {
  readonly own: Address;
  readonly neighbour: Address | undefined;
  readonly faults: readonly SshFault[];
  readonly strikes: Strikes;
  readonly seed: number;
}

/** The network in front of a board's sshd. */
export const startSshWire = async (options: SshWireOptions): Promise<Loopback> => {
  if (options.faults.some(isSshdFault)) return startSshdInFront({ ...options, faults: options.faults.filter(isSshdFault) });
  const { own, neighbour, faults, strikes } = options;
  const chance = chanceOf(options.seed);
  let connections = 0;
  let asked = 0;
  const farEnd = (): Address => {
    connections++;
    const fault = faultNow(faults, 'leadsToNeighbour', strikes);
    const isOwn = !fault || (fault.alternates === true && connections % 2 === 1);
    return isOwn ? own : neighbour!;
  };
  const pass = (bytes: Buffer, to: Socket): void => {
    if (faultNow(faults, 'silent', strikes)) return;
    const flips = faultNow(faults, 'flips', strikes)?.flips ?? 0;
    const passing = flips === 0 ? bytes : (bytes.map((byte) => (chance() < flips ? byte ^ 4 : byte)) as Buffer);
    const late = faultNow(faults, 'delaysMs', strikes);
    if (late) setTimeout(() => to.write(passing), late.delaysMs);
    else to.write(passing);
  };
  const join = (near: Socket): void => {
    const refusing = faultNow(faults, 'refuses', strikes);
    if (refusing && ++asked % (refusing.each ?? 1) === 0) return void near.resetAndDestroy();
    if (faultNow(faults, 'hangs', strikes)) return;
    const opening = faultNow(faults, 'opensAfterMs', strikes);
    if (!opening) return void joined(near);
    near.pause();
    setTimeout(() => joined(near), opening.opensAfterMs);
  };
  const joined = (near: Socket): void => {
    if (near.destroyed) return;
    const { host, port } = farEnd();
    const far = server.keep(connect(port, host));
    near.on('data', (bytes) => pass(bytes, far)).once('close', () => far.destroy());
    far.on('data', (bytes) => pass(bytes, near)).once('close', () => near.destroy());
    near.resume();
  };
  const server = new Loopback(createServer(join));
  strikes.listen((name) => {
    if (faults.some((fault) => 'cuts' in fault && fault.from === name)) server.reset();
    if (faults.some((fault) => 'closes' in fault && fault.from === name)) server.close();
  });
  return server.listen();
};

const isSshdFault = (fault: SshFault): fault is Span & SshdFault =>
  ['exits', 'neverEnds', 'keepsBytes', 'greets', 'filesOf', 'spoilsFiles', 'answers', 'caches', 'sessions', 'withoutFiles'].some(
    (key) => key in fault,
  );
