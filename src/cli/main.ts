import { CommanderError } from '@commander-js/extra-typings';
import { guardCommands, isReadByCi } from '../core/ci-commands.ts';
import { shownLine } from '../core/clean-text.ts';
import { errorText } from './error-text.ts';
import { exitCodes } from './exit-codes.ts';
import { buildProgram, isCommand } from './program.ts';
import { outliveScreen, screenLoss } from './screen.ts';
import { unblockTerminal } from './terminal-writer.ts';

export { errorText };

// What a shell says of a program that Ctrl-C ended.
const interrupted = 130;

/**
 * Runs one command line and resolves with its exit code; 1 only where a judgement was finished. Every mistake in usage or configuration is one clear
 * sentence and exit code 3; nothing ever prints a stack trace.
 */
export const main = async (argv: readonly string[]): Promise<number> => {
  // A run goes on whatever its screen does; other commands have nothing better to do than to wait for it.
  await using _ = argv[0] === 'run' ? unblockTerminal() : undefined;
  outliveScreen();
  // What hil scan prints may be commands, made of cleaned text.
  if (isReadByCi() && argv[0] !== 'scan') {
    // A terminal has a person before it, whose questions must not wait for the end of a line.
    for (const stream of [process.stdout, process.stderr]) if (!stream.isTTY) guardCommands(stream);
  }
  let exitCode: number = exitCodes.asExpected;
  try {
    const program = await buildProgram(argv, (code) => {
      exitCode = code;
    });
    await program.parseAsync([...argv], { from: 'user' });
    return await withScreen(argv, exitCode);
  } catch (error) {
    // Commander has printed its own sentence; help and version are no mistakes.
    if (error instanceof CommanderError) return isAnswered(error, argv) ? withScreen(argv, exitCodes.asExpected) : exitCodes.usage;
    if (isLeftUnanswered(error)) {
      process.stderr.write('\nhil: a question was left without an answer, and nothing was done\n');
      return interrupted;
    }
    process.stderr.write(`${errorText(error)}\n`);
    return exitCodes.of(error);
  }
};

// Commander gives `hil help` the exit code that this process has before it is judged.
const isAnswered = ({ code, exitCode }: CommanderError, [first, of]: readonly string[]): boolean => {
  if (code !== 'commander.help' || first !== 'help') return exitCode === 0;
  if (of === undefined || isCommand(of)) return true;
  process.stderr.write(`\nhil: there is no command '${shownLine(of)}'\n`);
  return false;
};

// Node has no code of its own for Ctrl-C and Ctrl-D at a question of readline.
const isLeftUnanswered = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AbortError' && /^Aborted with Ctrl\+/.test(error.message);

// A run is judged by its reports. Of any other command the output is what it was called for; a reader that has had enough has not lost any.
const withScreen = async ([command]: readonly string[], exitCode: number): Promise<number> => {
  // What the last bytes met is told in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
  const loss = screenLoss();
  if (command === 'run' || !loss || loss.code === 'EPIPE') return exitCode;
  process.stderr.write(`hil: what it has to say cannot be written: ${loss.message}\n`);
  return exitCodes.lab;
};
