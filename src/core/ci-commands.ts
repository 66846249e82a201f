import { StringDecoder } from 'node:string_decoder';

// What runners of CI take out of the output of a step: Azure `##vso[` and `##[` anywhere in a line, GitHub `::` at its start and `##[` anywhere, GitLab
// `section_start:` and `section_end:`, TeamCity `##teamcity[`.
const doubleSign = /##(?=[\w.-]*\[)/g;
const atStart = /^((?:\s|\x1b\[[0-9;]*[A-Za-z])*):(?=:)/;
const sections = /(section_(?:start|end)):/g;

/** One line that says the same and is no command for the runner of a CI. */
export const withoutCommands = (line: string): string => line.replace(doubleSign, '# #').replace(atStart, '$1: ').replace(sections, '$1 :');

/** Whether a CI reads what this process prints. */
export const isReadByCi = (env: NodeJS.ProcessEnv = process.env): boolean =>
  ['GITHUB_ACTIONS', 'GITLAB_CI', 'TF_BUILD', 'TEAMCITY_VERSION', 'CI'].some((name) => (env[name] ?? '') !== '' && env[name] !== 'false');

type Write = NodeJS.WriteStream['write'];

const flushes: (() => void)[] = [];
const guarded = new WeakMap<object, (text: string) => void>();

/**
 * From now on nothing that is written to this stream is a command, however it is cut into pieces: what boards, suites and other users say ends in lines
 * like any other. A line waits for its end, and for the end of the process.
 */
export const guardCommands = (stream: NodeJS.WriteStream): void => {
  const write = stream.write.bind(stream) as (text: string) => boolean;
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const flush = (): void => {
    if (rest !== '') write(withoutCommands(rest));
    rest = '';
  };
  guarded.set(stream, (line) => {
    if (rest !== '') rest += '\n';
    flush();
    write(line);
  });
  stream.write = ((chunk: string | Uint8Array, ...args: unknown[]): boolean => {
    // GitHub's runner also ends a line at a lone CR.
    const pieces = (rest + (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)))).split(/(?<=\n|\r(?!\n))/);
    rest = /[\r\n]$/.test(pieces.at(-1) ?? '') ? '' : (pieces.pop() ?? '');
    const done = args.findLast((arg) => typeof arg === 'function') as (() => void) | undefined;
    const text = pieces.map(withoutCommands).join('');
    const taken = text === '' ? true : write(text);
    done?.();
    return taken;
  }) as Write;
  flushes.push(flush);
  if (flushes.length === 1) process.once('exit', () => flushes.forEach((each) => void each()));
};

let commandStream: NodeJS.WriteStream = process.stdout;

/** Commands go there from now on, such as where standard output is for a program. Runners read both streams. */
export const sendCommandsTo = (stream: NodeJS.WriteStream): void => {
  commandStream = stream;
};

/** One command for the runner of a CI, past the guard: whoever calls this has made it of cleaned text. */
export const writeCommand = (line: string, stream: NodeJS.WriteStream = commandStream): void => {
  const write = guarded.get(stream) ?? ((text: string) => void stream.write(text));
  write(`${line}\n`);
};
