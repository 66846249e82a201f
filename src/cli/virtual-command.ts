import { readFileSync } from 'node:fs';
import { modelNamed, usualModel } from '../board/models/model-named.ts';
import { ConfigError } from '../core/errors.ts';
import type { VirtualSettings } from '../core/virtual.ts';
import { requireVirtualParts } from '../drivers/rig/virtual-parts.ts';
import { untilInterrupted } from './signals.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .option('--json', 'print its endpoints as one line of JSON')
    .option('--settings <settings>', 'JSON, a file, or - for standard input')
    .action(async (options) => exit(await virtualCommand(options)));

export interface VirtualCommandOptions {
  readonly json?: true;
  readonly settings?: string;
}

/** Ends on Ctrl-C, or when standard input closes where a program started it for its JSON. */
export const virtualCommand = async (options: VirtualCommandOptions): Promise<number> => {
  const settings = readSettings(options.settings);
  const model = modelNamed(settings.model ?? usualModel.name).virtual;
  requireVirtualParts();
  const { runVirtualBoard } = await import('../sim/virtual/main.ts');
  await untilInterrupted((signal) => runVirtualBoard(settings, model, { json: options.json === true, signal }));
  return 0;
};

const readSettings = (source: string | undefined): VirtualSettings => {
  if (source === undefined) return {};
  try {
    return JSON.parse(source.trimStart().startsWith('{') ? source : readFileSync(source === '-' ? 0 : source, 'utf8')) as VirtualSettings;
  } catch (cause) {
    throw new ConfigError(`the settings of the virtual board cannot be read from ${source}`, {
      cause,
      evidence: [cause instanceof Error ? cause.message : String(cause)],
      remedy: `give JSON such as '{"speed": 10}', a file, or - for standard input`,
    });
  }
};
