import ssh2, { type ClientChannel, type Connection, type ServerChannel } from 'ssh2';
import type { Span, Strikes } from '../strikes.ts';
import { type Address, faultNow, Loopback } from './loopback.ts';
import { shortenedFiles } from './shortened-files.ts';
import type { SshdFault } from './ssh-wire.ts';

export interface SshdInFront {
  readonly own: Address;
  readonly faults: readonly (Span & SshdFault)[];
  readonly strikes: Strikes;
}

interface SshdInFrontOptions extends SshdInFront {
  /** What each command printed the first time. */
  readonly cached: Map<string, string>;
}

const mostCached = 65_536;

/** An sshd with faults that passes on to the one of the board whatever it does not spoil. */
export const startSshdInFront = (sshd: SshdInFront): Promise<Loopback> => {
  const options = { ...sshd, cached: new Map<string, string>() };
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
  let open = 0;
  near.on('session', (accept, reject) => {
    if (open >= (faultNow(options.faults, 'sessions', options.strikes)?.sessions ?? Number.POSITIVE_INFINITY)) return reject();
    open++;
    const session = accept();
    session.once('close', () => open--);
    session.on('exec', (takes, rejects, { command }) => {
      const answer = answerTo(command, options);
      if (answer !== undefined) return sayAndEnd(takes(), answer);
      far.exec(command, (error, channel) => (error ? rejects() : passCommand(takes(), channel, command, options)));
    });
    session.on('subsystem', (takes, rejects, { name }) => {
      if (faultNow(options.faults, 'withoutFiles', options.strikes)) return rejects();
      far.subsys(name, (error, channel) => (error ? rejects() : passFiles(takes(), channel, options)));
    });
  });
};

/** What is answered without asking the board. */
const answerTo = (command: string, { cached, faults, strikes }: SshdInFrontOptions): string | undefined => {
  const answers = faultNow(faults, 'answers', strikes);
  if (answers?.of.test(command)) return answers.answers;
  return faultNow(faults, 'caches', strikes)?.caches.test(command) ? cached.get(withoutMark(command)) : undefined;
};

// Each command carries a mark of its own, by which it is found again on the board.
const withoutMark = (command: string): string => command.replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '');

const sayAndEnd = (near: ServerChannel, text: string): void => {
  near.write(text);
  near.exit(0);
  near.close();
};

const passCommand = (near: ServerChannel, far: ClientChannel, command: string, { cached, faults, strikes }: SshdInFrontOptions): void => {
  let all = '';
  const greets = faultNow(faults, 'greets', strikes);
  if (greets) (greets.on === 'stderr' ? near.stderr : near).write(greets.greets);
  const keeps = faultNow(faults, 'keepsBytes', strikes);
  let left = keeps?.of.test(command) ? keeps.keepsBytes : Number.POSITIVE_INFINITY;
  far.on('data', (bytes: Buffer) => {
    if (all.length < mostCached) all += bytes.toString('latin1');
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
    if (!cached.has(withoutMark(command))) cached.set(withoutMark(command), all);
    near.close();
  });
};

const passFiles = (near: ServerChannel, far: ClientChannel, { faults, strikes }: SshdInFrontOptions): void => {
  const most = faultNow(faults, 'filesOf', strikes)?.filesOf;
  const toFar = most === undefined ? (bytes: Buffer): Buffer => bytes : shortenedFiles(most, (confirmed) => void near.write(confirmed));
  const spoilt = (bytes: Buffer): Buffer => (faultNow(faults, 'spoilsFiles', strikes) ? spoiltFile(bytes) : bytes);
  near.on('data', (bytes: Buffer) => void far.write(spoilt(toFar(bytes)))).on('end', () => far.end());
  far.on('data', (bytes: Buffer) => void near.write(bytes)).on('close', () => near.close());
  near.on('close', () => far.close());
};

// Requests of SFTP are short; what is long carries a file's bytes.
const spoiltFile = (bytes: Buffer): Buffer => {
  if (bytes.length < 600) return bytes;
  const spoilt = Buffer.from(bytes);
  spoilt[bytes.length - 200]! ^= 0x10;
  return spoilt;
};
