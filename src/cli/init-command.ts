import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findConsoles } from '../board/health/find-consoles.ts';
import { usualModel } from '../board/models/model-named.ts';
import { requireEsModule } from '../config/load-lab.ts';
import { shownText } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import { boardClock } from '../core/time.ts';
import { checkCommand } from './check-command.ts';
import { consoleChoice, serialAdapters } from './console-choice.ts';
import { type Answers, askFor } from './init-questions.ts';
import { firstSuiteText, labFileText } from './lab-file-text.ts';
import { several } from './option-values.ts';
import { type Choice, relayChoice } from './relay-choice.ts';
import { untilInterrupted } from './signals.ts';
import { sshChoice } from './ssh-choice.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .option('--board <name>', 'how the board is called; verdin-01 by default')
    .option('--power <relay>', 'shelly:HOST, pdudaemon:HOST/PDU/OUTLET, usb:lcus/CHANNEL/PATH, command:ON|OFF|STATE, manual')
    .option(
      '--a53 <console>',
      'console of the A53: a serial port (@9600 for another rate), HOST:PORT, telnet:HOST:PORT or rfc2217:HOST:PORT',
    )
    .option('--m7 <console>', 'console of the M7')
    .option('--find', 'switch the relay to find both among the consoles of --console, or all serial adapters of this host')
    .option('--console <console>', 'one of those that --find looks at; may be given again', several)
    .option('--ssh <host>', 'HOST or HOST:PORT of its sshd')
    .option('--user <name>', 'who logs in; torizon by default')
    .option('--password-from <variable>', 'the environment variable that holds the password')
    .option('--speed <n>', 'of a simulated board: board seconds per host second', Number)
    .option('--force', 'also over a lab file that is there')
    .option('--no-check', 'write, and check nothing')
    .option(...configOption)
    .action(async (options) => exit(await initCommand(options)));

export interface InitOptions {
  readonly config: string;
  readonly board?: string;
  readonly power?: string;
  readonly a53?: string;
  readonly m7?: string;
  readonly console?: readonly string[];
  readonly find?: true;
  readonly ssh?: string;
  readonly user?: string;
  readonly passwordFrom?: string;
  readonly speed?: number;
  readonly force?: true;
  /** False by `--no-check`. */
  readonly check: boolean;
}

/** Writes a lab file with one board and a first suite, asking on a terminal for what no option says, and ends with `hil check`. Throws ConfigError. */
export const initCommand = async (options: InitOptions): Promise<number> => {
  const file = resolve(options.config);
  if (existsSync(file) && !options.force) {
    throw new ConfigError(`${file} is there already`, {
      remedy: 'add the board by hand, name another file with --config, or overwrite it with --force',
    });
  }
  const manifest = join(dirname(file), 'package.json');
  if (existsSync(manifest)) requireEsModule(file);
  const answers = await askFor(options);
  const power = relayChoice(answers.power);
  const { a53, m7 } = await consolesOf(answers, power, options);
  const { board, user, passwordFrom } = answers;
  const text = labFileText({
    board,
    power,
    a53,
    m7,
    ssh: answers.ssh ? sshChoice(answers.ssh) : undefined,
    user,
    passwordFrom,
    speed: options.speed,
  });
  write(file, text, true);
  write(join(dirname(file), 'suites', 'first.ts'), firstSuiteText, false);
  write(manifest, '{ "type": "module" }\n', false);
  if (passwordFrom && process.env[passwordFrom] === undefined) {
    say(`set the password and go on with: ${passwordFrom}=… npx hil check ${board}`);
    return 0;
  }
  if (!options.check) return 0;
  const code = await checkCommand(board, { config: options.config });
  say(code === 0 ? 'go on with: npx hil run first' : `when that is put right, go on with: npx hil check ${board}`);
  return code;
};

const say = (text: string): void => void process.stdout.write(`${shownText(text)}\n`);

const write = (file: string, text: string, overwrites: boolean): void => {
  if (!overwrites && existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  say(`wrote ${file}`);
};

type Consoles = { readonly a53: ReturnType<typeof consoleChoice>; readonly m7: ReturnType<typeof consoleChoice> | undefined };

const consolesOf = async (answers: Answers, power: Choice<Parameters<typeof findConsoles>[1]>, options: InitOptions): Promise<Consoles> => {
  if (answers.a53 !== undefined) return { a53: consoleChoice(answers.a53), m7: answers.m7 ? consoleChoice(answers.m7) : undefined };
  const names = options.console ?? serialAdapters();
  if (names.length === 0)
    throw new ConfigError('there is no serial adapter in /dev/serial/by-id', {
      remedy: 'plug it in, or name the consoles with --a53 and --m7',
    });
  say(`switching the relay once, to see which of ${names.length} consoles are this board's`);
  const found = await untilInterrupted((signal) => foundAmong(names, power, options, signal));
  for (const note of found.notes) say(`  ${note}`);
  if (found.a53 === undefined)
    throw new ConfigError('the console of the boot loader was not found', { evidence: found.notes, remedy: 'name it with --a53' });
  say(`  a53 is ${found.a53}${found.m7 ? `, m7 is ${found.m7}` : ', and no console m7 was found'}`);
  return { a53: consoleChoice(found.a53), m7: found.m7 === undefined ? undefined : consoleChoice(found.m7) };
};

const foundAmong = async (
  names: readonly string[],
  power: Choice<Parameters<typeof findConsoles>[1]>,
  { speed = 1 }: InitOptions,
  signal: AbortSignal,
): ReturnType<typeof findConsoles> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'hil-init-'));
  const context = { board: 'init', clock: boardClock(speed), signal, stateDir };
  try {
    await using relay = await power.driver.connect(context);
    const candidates = names.map((name) => ({ name, driver: consoleChoice(name).driver }));
    return await findConsoles(candidates, relay, usualModel, context);
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
};
