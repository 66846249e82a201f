import { InvalidArgumentError } from '@commander-js/extra-typings';

/** 0 to 1 of `99` or `99.5%`. Throws InvalidArgumentError. */
export const percentOf = (text: string): number => {
  const [, number] = /^(\d+(?:\.\d+)?) ?%?$/.exec(text.trim()) ?? [];
  const value = Number(number) / 100;
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('a percentage is wanted, such as 99 or 99.5.');
};
