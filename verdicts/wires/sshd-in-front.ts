import ssh2, { type ClientChannel, type Connection, type ServerChannel } from 'ssh2';
import type { Span, Strikes } from '../strikes.ts';
import { type Address, faultNow, Loopback } from './loopback.ts';
import { shortenedFiles } from './shortened-files.ts';
import type { SshdFault } from './ssh-wire.ts';

export interface SshdInFrontOptions {
  readonly own: Address;
  readonly faults: readonly (Span & SshdFault)[];
  readonly strikes: Strikes;
}

/** An sshd with faults that passes on to the one of the board whatever it does not spoil. */
export const startSshdInFront = (options: SshdInFrontOptions): Promise<Loopback> => {
  const { private: key } = ssh2.utils.generateKeyPairSync('ed25519');
  const server = new ssh2.Server({ hostKeys: [key] }, (near) => letIn(near, options));
  // The library keeps the server that listens to itself.
  return new Loopback((server as unknown as { readonly _srv: ConstructorParameters<typeof Loopback>[0] })._srv).listen();
};

const letIn = (near: Connection, options: SshdInFrontOptions): void => {
  const far = new ssh2.Client();
  far.on('error', () => near.end()).on('close', () => near.end());
  near.on('error', () => far.end()).on('close', () => far.end());
  near.on('authentication', (asked) => {
    if (asked.method !== 'password') return asked.reject(['password']);
    far.once('ready', () => asked.accept()).once('error', () => asked.reject());
    far.connect({ ...options.own, username: asked.username, password: asked.password });
  });
  near.on('session', (accept) => {
    const session = accept();
    session.on('exec', (takes, rejects, { command }) =>
      far.exec(command, (error, channel) => (error ? rejects() : passCommand(takes(), channel, command, options))),
    );
    session.on('subsystem', (takes, rejects, { name }) =>
      far.subsys(name, (error, channel) => (error ? rejects() : passFiles(takes(), channel, options))),
    );
  });
};

const passCommand = (near: ServerChannel, far: ClientChannel, command: string, { faults, strikes }: SshdInFrontOptions): void => {
  const greets = faultNow(faults, 'greets', strikes)?.greets;
  if (greets !== undefined) near.write(greets);
  const keeps = faultNow(faults, 'keepsBytes', strikes);
  let left = keeps?.of.test(command) ? keeps.keepsBytes : Number.POSITIVE_INFINITY;
  far.on('data', (bytes: Buffer) => {
    near.write(bytes.subarray(0, left));
    left -= Math.min(left, bytes.length);
  });
  far.stderr.on('data', (bytes: Buffer) => void near.stderr.write(bytes));
  near.on('data', (bytes: Buffer) => void far.write(bytes)).on('end', () => far.end());
  near.on('close', () => far.close());
  let status = 0;
  far.on('exit', (code: number | null) => {
    status = code ?? 137;
  });
  far.on('close', () => {
    if (faultNow(faults, 'neverEnds', strikes)?.neverEnds.test(command)) return;
    const exits = faultNow(faults, 'exits', strikes);
    const told = exits?.of.test(command) ? exits.exits : status;
    if (told !== 'without') near.exit(told);
    near.close();
  });
};

const passFiles = (near: ServerChannel, far: ClientChannel, { faults, strikes }: SshdInFrontOptions): void => {
  const most = faultNow(faults, 'filesOf', strikes)?.filesOf;
  const toFar = most === undefined ? (bytes: Buffer): Buffer => bytes : shortenedFiles(most, (confirmed) => void near.write(confirmed));
  near.on('data', (bytes: Buffer) => void far.write(toFar(bytes))).on('end', () => far.end());
  far.on('data', (bytes: Buffer) => void near.write(bytes)).on('close', () => near.close());
  near.on('close', () => far.close());
};
