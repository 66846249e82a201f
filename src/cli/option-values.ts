import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { Fault } from '../core/errors.ts';
import type { Retries } from '../core/scenario.ts';
import { type Duration, toMs } from '../core/time.ts';

/** 0 to 1 of `99` or `99.5%`. Throws InvalidArgumentError. */
export const percentOf = (text: string): number => {
  const [, number] = /^(\d+(?:\.\d+)?) ?%?$/.exec(text.trim()) ?? [];
  const value = Number(number) / 100;
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('a percentage is wanted, such as 99 or 99.5.');
};

/** `2/3`: the second of three parts. Throws InvalidArgumentError. */
export const shardOf = (text: string): { readonly part: number; readonly of: number } => {
  const [, part, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? [];
  const shard = { part: Number(part), of: Number(of) };
  if (shard.part >= 1 && shard.part <= shard.of) return shard;
  throw new InvalidArgumentError('two numbers such as 1/3 are wanted, the first no greater than the second.');
};

/** Host milliseconds of `10min`. Throws InvalidArgumentError. */
export const waitOf = (text: string): number => {
  try {
    return toMs(text as Duration);
  } catch {
    throw new InvalidArgumentError('a duration is wanted, such as 30s, 10min or 2h.');
  }
};

/** Milliseconds of `30d` or of any other duration. Throws InvalidArgumentError. */
export const daysOf = (text: string): number => {
  const [, days] = /^(\d+(?:\.\d+)?)d$/.exec(text) ?? [];
  return days === undefined ? waitOf(text) : Number(days) * 24 * 60 * 60 * 1000;
};

const faults: readonly Fault[] = ['lab', 'dut', 'suite', 'runner'];
const mostRetries = 20;

/** `lab=2` or `lab=2,runner=1`; may be given again. Throws InvalidArgumentError. */
export const retriesOf = (text: string, before: Retries = {}): Retries => ({
  ...before,
  ...Object.fromEntries(text.split(',').map((part) => entryOf(part.trim()))),
});

const entryOf = (part: string): readonly [Fault, number] => {
  const [, word, count] = /^(\w+)=(\d+)$/.exec(part) ?? [];
  const fault = faults.find((known) => known === word);
  if (fault === undefined || Number(count) > mostRetries)
    throw new InvalidArgumentError(`a fault (${faults.join(', ')}) and a whole number up to ${mostRetries} is wanted, such as lab=2.`);
  return [fault, Number(count)];
};

/** Throws InvalidArgumentError for what is no whole number, or less than `least`. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`a whole number of ${least} or more is wanted.`);
  };

/** Of an option that may be given again. */
export const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
