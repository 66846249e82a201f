import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ConfigError, HilError } from '../../core/errors.ts';
import type { VirtualSettings } from '../../core/virtual.ts';
import type { VirtualModel } from '../../core/virtual-model.ts';
import { type RunningBoard, startBoard } from './board.ts';
import { parseSettings } from './settings.ts';

export interface RunVirtualBoardOptions {
  /** Prints the endpoints as one line of JSON, and ends when standard input closes: an orphan must not outlive who started it. */
  readonly json: boolean;
  /** Ends the board. */
  readonly signal: AbortSignal;
}

/** Runs a virtual board until the signal aborts. Throws ConfigError when the settings make no sense. */
export const runVirtualBoard = async (
  settings: VirtualSettings,
  model: VirtualModel,
  { json, signal }: RunVirtualBoardOptions,
): Promise<void> => {
  const board = await startBoard(parseSettings(settings, model));
  process.stdout.write(json ? `${JSON.stringify(board.endpoints)}\n` : describe(board, model));
  await ended(signal, json);
  // Whoever holds the other end open would keep the process.
  process.stdin.pause();
  await board[Symbol.asyncDispose]();
};

const ended = (signal: AbortSignal, json: boolean): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (!json || process.stdin.isTTY) return;
    process.stdin.resume();
    process.stdin.once('end', resolve).once('close', resolve).once('error', resolve);
  });

const describe = ({ endpoints: { consoles, ssh, relay, control, serialNumber } }: RunningBoard, { called, chip }: VirtualModel): string =>
  [
    `Virtual ${called} ${serialNumber}, without power until the relay is switched on`,
    `  A53 console  tcp://${consoles.a53.host}:${consoles.a53.port}`,
    `  ${chip.core.slice(-2)} console   tcp://${consoles.m7.host}:${consoles.m7.port}`,
    `  SSH          ssh -p ${ssh.port} ${ssh.user}@${ssh.host}   (password '${ssh.password}', host key ${ssh.hostKey})`,
    `  relay        curl 'http://${relay.host}:${relay.port}/rpc/Switch.Set?id=0&on=true'`,
    `  control      http://${control.host}:${control.port}/faults`,
    '',
  ].join('\n');

/** `main.ts --model '{"name": …}' [--json] ['{"speed": 50}']` */
const main = async (args: readonly string[]): Promise<void> => {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  await runVirtualBoard(settingsIn(args), modelIn(args), { json: args.includes('--json'), signal: stop.signal });
};

const modelIn = (args: readonly string[]): VirtualModel => {
  const at = args.indexOf('--model');
  const text = at >= 0 ? args[at + 1] : undefined;
  if (text === undefined)
    throw new ConfigError('a virtual board has to be told what model it is', { remedy: '--model and its data as JSON' });
  return JSON.parse(text) as VirtualModel;
};

const settingsIn = (args: readonly string[]): VirtualSettings => {
  const fileAt = args.indexOf('--settings');
  const file = fileAt >= 0 ? args[fileAt + 1] : undefined;
  const text =
    file === undefined
      ? (args.find((arg, index) => arg.startsWith('{') && args[index - 1] !== '--model') ?? '{}')
      : readFileSync(file === '-' ? 0 : file, 'utf8');
  try {
    return JSON.parse(text) as VirtualSettings;
  } catch (cause) {
    throw new ConfigError('the settings of the virtual board are not JSON', { cause });
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2)).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof HilError ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
      process.exit(error instanceof HilError ? 3 : 4);
    },
  );
}
