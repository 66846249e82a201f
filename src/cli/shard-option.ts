import { InvalidArgumentError } from '@commander-js/extra-typings';

/** `2/3`: the second of three parts. Throws InvalidArgumentError. */
export const shardOf = (text: string): { readonly part: number; readonly of: number } => {
  const [, part, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? [];
  const shard = { part: Number(part), of: Number(of) };
  if (shard.part >= 1 && shard.part <= shard.of) return shard;
  throw new InvalidArgumentError('two numbers such as 1/3 are wanted, the first no greater than the second.');
};
