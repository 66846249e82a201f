import { readFileSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../core/errors.ts';
import { addStartVector } from '../m7/fix-vector.ts';
import { inspectFirmware } from '../m7/inspect.ts';
import { drawMemoryMap } from '../m7/memory-map.ts';

export interface InspectCommandOptions {
  readonly json?: true;
  readonly fix?: string;
}

/** 0: Linux alone can start it. 1: it cannot. Throws ConfigError for a file that cannot be read or written, FirmwareError where a fix would not help. */
export const inspectCommand = async (file: string, { json, fix }: InspectCommandOptions): Promise<number> => {
  const content = read(file);
  const inspection = inspectFirmware(content);
  process.stdout.write(json ? `${JSON.stringify(inspection, undefined, 2)}\n` : `${drawMemoryMap(inspection)}\n`);
  if (fix === undefined) return inspection.verdict === 'standalone' ? 0 : 1;
  write(fix, addStartVector(content));
  process.stderr.write(`hil: ${fix} is ${file} with its start vector in a segment of eight bytes at device address 0\n`);
  return 0;
};

const read = (file: string): Uint8Array => {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read: ${reason(cause)}`, { cause });
  }
};

const write = (file: string, content: Uint8Array): void => {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    throw new ConfigError(`${file} cannot be written: ${reason(cause)}`, { cause });
  }
};

const reason = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause));
