import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { socketHost } from '../../core/host-name.ts';
import { anySignal } from '../../core/time.ts';
import { throughJumpHost, type Via } from '../via/jump-host.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** A host on the way. */
  readonly via?: Via | undefined;
}

// Wall time: a host that is up answers in milliseconds, and one that is not may never.
const connectWithinMs = 10_000;

/** A connected socket without Nagle's delay. Rejects with the system's error, or the signal's reason. */
export const openSocket = async ({ host, port, via }: Endpoint, signal: AbortSignal): Promise<Duplex> => {
  if (via !== undefined) return throughJumpHost(via, { host, port }, signal);
  const late = AbortSignal.timeout(connectWithinMs);
  const end = anySignal(late, signal);
  signal.throwIfAborted();
  const socket = connect({ host: socketHost(host), port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 5000 });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
      end.addEventListener('abort', () => reject(late.aborted ? timedOut() : signal.reason), { once: true });
    });
    return socket;
  } catch (cause) {
    socket.on('error', () => {}).destroy();
    throw cause;
  }
};

const timedOut = (): Error => Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });

/** What went wrong with a connection, in words, and what to do. */
export const explainFailure = (cause: unknown, { host, port }: Endpoint): { readonly what: string; readonly remedy: string } => {
  const code = failureCode(cause);
  const [what, remedy] = failures[code] ?? [`failed (${code || String(cause)})`, `check that ${host} can be reached`];
  return { what: `${host}:${port} ${what}`, remedy: remedy.replaceAll('HOST', host).replaceAll('PORT', String(port)) };
};

const failures: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: ['refuses the connection', 'check that the service runs on HOST and listens on port PORT'],
  ETIMEDOUT: ['does not answer', 'check the address, the cable and any firewall on the way to HOST'],
  EHOSTUNREACH: ['cannot be reached', 'check that HOST has power and is in the same network'],
  ENETUNREACH: ['is in a network this host has no route to', 'check the network of this host'],
  ENOTFOUND: ['has a name that does not resolve', 'check the name HOST; a name in .local needs mDNS on this host'],
  EAI_AGAIN: ['has a name that cannot be resolved at present', 'check the name server of this host'],
  ECONNRESET: ['broke the connection', 'check whether someone else uses the port, or the service on HOST was restarted'],
  EPIPE: ['has closed the connection', 'check whether someone else uses the port, or the service on HOST was restarted'],
  'client-timeout': ['accepts the connection, but its SSH handshake does not get on', 'give a busy board more time; check the log of sshd'],
};

/** What the system or ssh2 calls it, such as ECONNREFUSED; '' where it has no name. */
export const failureCode = (cause: unknown): string => {
  if (cause instanceof AggregateError) return failureCode(cause.errors[0]);
  if (!(cause instanceof Error)) return '';
  if (cause.name === 'TimeoutError') return 'ETIMEDOUT';
  if ('code' in cause) return String(cause.code);
  return 'level' in cause ? String(cause.level) : '';
};
