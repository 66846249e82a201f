import { CommanderError } from '@commander-js/extra-typings';
import { errorText } from './error-text.ts';
import { exitCodes } from './exit-codes.ts';
import { buildProgram } from './program.ts';

/** Runs one command line. Every mistake in usage or configuration is one clear sentence and exit code 3; nothing ever prints a stack trace. */
export const main = async (argv: readonly string[]): Promise<number> => {
  let exitCode = 0;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed its own sentence; help and version are no mistakes.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    process.stderr.write(`${errorText(error)}\n`);
    return exitCodes.of(error);
  }
};

// An error that nobody waited for, of a library perhaps: one sentence, and the run's own supervisor sees the process go.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error) => {
    process.stderr.write(`${errorText(error)}\n`);
    process.exit(exitCodes.lab);
  });
}

process.exitCode = await main(process.argv.slice(2));
