import { createServer, type Socket } from 'node:net';
import ssh2, { type Connection, type Server } from 'ssh2';
import type { Identity } from '../identity.ts';
import { type Address, listenOnLoopback } from '../wires/tcp-server.ts';
import { BoardLink } from './board-link.ts';
import type { Linux } from './linux.ts';
import { authenticate } from './ssh-authentication.ts';
import { serveSession } from './ssh-session.ts';

/** What runs on the board now, as its network port shows it. */
export interface NetworkHost {
  /** `silent`: no power or a dead Linux, packets vanish. `closed`: the network is up, sshd is not. */
  readonly network: 'silent' | 'closed' | 'open';
  readonly linux: Linux | undefined;
}

export interface SshServer extends AsyncDisposable {
  readonly address: Address;
  /** The connections of a Linux that has died: silent from now on. */
  silence(): void;
  /** Another host key from the next connection on: a new system made it. */
  rekey(hostKeyPem: string): void;
  /** A new Linux is up: whoever still talks to the old one is reset. */
  forget(): void;
  /** sshd closes its connections, as on a reboot in good order. */
  closeAll(): void;
}

/** sshd of the board behind one loopback port that exists for as long as the process does. */
export const serveSsh = async (host: NetworkHost, identity: Identity): Promise<SshServer> => {
  const links = new Set<BoardLink>();
  const connections = new Map<BoardLink, Connection>();
  let { hostKeyPem } = identity;
  const server = createServer((socket) => accept(socket, host, hostKeyPem, links, connections));
  const address = await listenOnLoopback(server);
  return {
    address,
    silence: () => {
      for (const link of links) link.silence();
    },
    rekey: (another) => {
      hostKeyPem = another;
    },
    forget: () => {
      for (const link of links) link.forget();
    },
    closeAll: () => {
      for (const connection of connections.values()) connection.end();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const link of links) link.destroy();
    },
  };
};

// One a connection: a server of ssh2 tells of each once its client has spoken, and not which of several sockets it came by.
const daemonWith = (hostKeyPem: string): Server => new ssh2.Server({ hostKeys: [hostKeyPem], ident: 'OpenSSH_8.9' });

const accept = (
  socket: Socket,
  host: NetworkHost,
  hostKeyPem: string,
  links: Set<BoardLink>,
  connections: Map<BoardLink, Connection>,
): void => {
  socket.on('error', () => {});
  if (host.network === 'closed') return void socket.resetAndDestroy();
  socket.setNoDelay(true);
  const link = new BoardLink(socket);
  links.add(link);
  link.on('error', () => {});
  link.on('close', () => {
    links.delete(link);
    connections.delete(link);
  });
  const { linux } = host;
  if (host.network === 'silent' || !linux) {
    link.silence();
    return void link.resume();
  }
  const daemon = daemonWith(hostKeyPem);
  daemon.once('connection', (connection: Connection) => {
    connections.set(link, connection);
    welcome(connection, linux);
  });
  // The types ask for a net.Socket; ssh2 needs no more than a duplex stream with these few methods.
  daemon.injectSocket(link as unknown as Socket);
};

const welcome = (connection: Connection, linux: Linux): void => {
  const gone = new AbortController();
  let user = linux.identity.user;
  connection.on('error', () => {});
  connection.on('close', () => gone.abort());
  connection.on('authentication', (context) => {
    user = context.username;
    authenticate(context, linux);
  });
  connection.on('ready', () => {
    connection.on('session', (accept) => serveSession(accept(), { linux, user, signal: gone.signal }));
  });
};
