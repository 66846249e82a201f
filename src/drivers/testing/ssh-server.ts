import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type Server } from 'ssh2';
import { fingerprintOf } from '../ssh/host-keys.ts';
import { listening } from './wires.ts';

export interface SshServerOptions {
  readonly user: string;
  readonly password: string;
  readonly hostKey?: string;
  /** Where sudo is looked for first. */
  readonly path?: string;
  /** Said before a login is refused while this returns text. */
  readonly refuseWith?: () => string | undefined;
  readonly port?: number;
  /** Asked for after the password. */
  readonly secondFactor?: string;
}

export interface TestSshServer extends AsyncDisposable {
  readonly port: number;
  readonly fingerprint: string;
  readonly commands: readonly string[];
  readonly logins: () => number;
  /** To the question for the second factor. */
  readonly answers: () => readonly string[];
}

export const newHostKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;

/** An SSH server of this process whose commands run in this host's shell. */
export const startSshServer = async (options: SshServerOptions): Promise<TestSshServer> => {
  const hostKey = options.hostKey ?? newHostKey();
  const commands: string[] = [];
  const connections = new Set<Connection>();
  const answers: string[] = [];
  let logins = 0;
  const server: Server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => {}).on('close', () => connections.delete(connection));
    connection.on('authentication', (auth) => answerLogin(auth, options, answers));
    connection.on('ready', () => {
      logins++;
      serveCommands(connection, commands, options.path);
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const parsed = ssh2.utils.parseKey(hostKey);
  if (parsed instanceof Error) throw parsed;
  return {
    port: (server.address() as { port: number }).port,
    fingerprint: fingerprintOf(parsed.getPublicSSH()),
    commands,
    logins: () => logins,
    answers: () => answers,
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
};

const answerLogin = (auth: AuthContext, { user, password, refuseWith, secondFactor }: SshServerOptions, answers: string[]): void => {
  const refusal = refuseWith?.();
  if (secondFactor !== undefined && refusal === undefined) {
    if (auth.method !== 'keyboard-interactive') return void auth.reject(['keyboard-interactive'], auth.method === 'password');
    auth.prompt([{ prompt: secondFactor, echo: false }], '', '', (given) => {
      answers.push(...given);
      auth.reject();
    });
    return;
  }
  if (auth.method === 'keyboard-interactive' && refusal !== undefined) auth.prompt([], '', refusal, () => auth.reject());
  else if (refusal === undefined && auth.method === 'password' && auth.username === user && auth.password === password) auth.accept();
  else auth.reject(['password', 'keyboard-interactive']);
};

const serveCommands = (connection: Connection, commands: string[], path: string | undefined): void => {
  connection.on('session', (accept) =>
    accept().on('exec', (acceptExec, _reject, { command }) => {
      commands.push(command);
      const channel = acceptExec();
      const child = spawn('/bin/sh', ['-c', command], {
        env: { ...process.env, PATH: path ? `${path}:${process.env.PATH}` : process.env.PATH },
      });
      channel.on('error', () => {});
      child.stdin.on('error', () => {});
      channel.pipe(child.stdin);
      child.stdout.pipe(channel, { end: false });
      child.stderr.pipe(channel.stderr, { end: false });
      child.on('close', (code, signal) => {
        if (signal) channel.exit(signal.replace('SIG', ''));
        else channel.exit(code ?? 0);
        channel.end();
      });
    }),
  );
};

/** Something between two ends that can fall silent without a word, as a network does when a board loses power. */
export const startRelay = async (port: number): Promise<AsyncDisposable & { readonly port: number; readonly goSilent: () => void }> => {
  const sockets: Socket[] = [];
  let silent = false;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    sockets.push(near, far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => {});
      from.on('data', (chunk: Buffer) => void (silent || to.write(chunk)));
      from.on('close', () => void (silent || to.destroy()));
    }
  });
  const address = await listening(server);
  return {
    port: address.port,
    goSilent: () => {
      silent = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};
