import { createInterface, type Interface } from 'node:readline/promises';
import { shownLine } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import { consoleChoice, serialAdapters } from './console-choice.ts';
import type { InitOptions } from './init-command.ts';
import { type KnownRelays, knownRelays } from './known-relays.ts';
import { mdnsBoards } from './mdns-boards.ts';
import { relayChoice } from './relay-choice.ts';
import { sshChoice } from './ssh-choice.ts';
import { usbAdapter } from './usb-adapter.ts';

export interface Answers {
  readonly board: string;
  readonly power: string;
  /** Undefined: to be found by a power cycle. */
  readonly a53: string | undefined;
  readonly m7: string | undefined;
  readonly ssh: string | undefined;
  readonly user: string;
  readonly passwordFrom: string | undefined;
}

/** What the options say, and on a terminal a person for the rest. Throws ConfigError that names what is missing where nobody can be asked. */
export const askFor = async (options: InitOptions): Promise<Answers> => {
  const missing = [...(options.power ? [] : ['--power']), ...(options.a53 || options.find ? [] : ['--a53 or --find'])];
  if (missing.length === 0) return withDefaults(options);
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new ConfigError(`hil init needs ${missing.join(' and ')}`, {
      remedy: 'say them as options, or start it on a terminal, where it asks: hil init --help lists them',
    });
  }
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await asked(reader, options);
  } finally {
    reader.close();
  }
};

const withDefaults = ({ board, power, a53, m7, ssh, user, passwordFrom }: InitOptions): Answers => ({
  board: boardName(board ?? 'verdin-01'),
  power: power!,
  a53,
  m7,
  ssh,
  user: user ?? 'torizon',
  passwordFrom,
});

const boardName = (name: string): string => {
  if (/^[\w.-]+$/.test(name)) return name;
  throw new ConfigError(`'${name}' is no name for a board`, { remedy: 'use letters, digits, dots and hyphens' });
};

const adapterLine = (path: string): string => {
  const adapter = usbAdapter(path);
  return `  ${shownLine(adapter === '' ? path : `${path} (${adapter})`)}`;
};

/** The only one in the network; where there are several they are listed. */
const boardThatAnswers = async (): Promise<string> => {
  const boards = await mdnsBoards();
  if (boards.length > 1) process.stdout.write(`boards that answer over mDNS:\n${boards.map((name) => `  ${name}`).join('\n')}\n`);
  return boards.length === 1 ? boards[0]! : '';
};

const tellRelays = ({ pdus, places }: KnownRelays): void => {
  const list = (title: string, lines: readonly string[]): void =>
    void (lines.length > 0 && process.stdout.write(`${title}:\n${lines.map((line) => `  ${shownLine(line)}`).join('\n')}\n`));
  list('PDUDaemon answers', pdus);
  list('places of labgrid (labgridPlace, docs/labgrid.md, takes one with relay and consoles)', places);
};

/** Asks again where the answer makes no sense, with what it may be: what was answered before is not lost. */
const asking =
  (reader: Interface) =>
  async (question: string, usual = '', check: (answer: string) => unknown = () => {}): Promise<string> => {
    for (;;) {
      const answer = (await reader.question(`${question}${usual ? ` [${usual}]` : ''}: `)).trim() || usual;
      try {
        check(answer);
        return answer;
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        process.stdout.write(`  ${shownLine(`${error.message}; ${error.remedy ?? ''}`)}\n`);
      }
    }
  };

const orNone =
  (check: (answer: string) => unknown) =>
  (answer: string): void =>
    void (answer !== '' && check(answer));

const asked = async (reader: Interface, options: InitOptions): Promise<Answers> => {
  const ask = asking(reader);
  const board = boardName(options.board ?? (await ask('name of the board', 'verdin-01', boardName)));
  if (options.power === undefined) tellRelays(await knownRelays());
  const power = options.power ?? (await ask(relayQuestion, '', relayChoice));
  const adapters = options.console ?? serialAdapters();
  if (options.a53 === undefined) tellAdapters(adapters);
  const may = options.find || (options.a53 === undefined && adapters.length > 0 && /^y/i.test(await ask(findQuestion, 'n')));
  const a53 = may ? undefined : (options.a53 ?? (await ask(a53Question, '', consoleChoice)));
  const m7 = may ? undefined : (options.m7 ?? (await ask('console of the M7 (empty: none)', '', orNone(consoleChoice))));
  const ssh = options.ssh ?? (await ask('host name for SSH (empty: none)', await boardThatAnswers(), orNone(sshChoice)));
  const user = options.user ?? (await ask('user', 'torizon'));
  const passwordFrom = options.passwordFrom ?? (await ask('environment variable with the password', 'LAB_TORIZON_PASSWORD'));
  return { board, power, a53, m7: m7 || undefined, ssh: ssh || undefined, user, passwordFrom: passwordFrom || undefined };
};

const relayQuestion = 'relay (shelly:HOST, pdudaemon:HOST/PDU/OUTLET, usb:lcus/CHANNEL/PATH, command:ON|OFF|STATE, manual)';
const findQuestion = 'may the relay be switched to find the consoles among them? y/n';
const a53Question = 'console of the A53 (path, HOST:PORT, telnet:HOST:PORT or rfc2217:HOST:PORT)';

const tellAdapters = (adapters: readonly string[]): void =>
  void process.stdout.write(
    adapters.length === 0
      ? 'no serial adapter is plugged into this host (/dev/serial/by-id)\n'
      : `serial adapters of this host:\n${adapters.map(adapterLine).join('\n')}\n`,
  );
