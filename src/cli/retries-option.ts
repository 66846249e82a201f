import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { Fault } from '../core/errors.ts';
import type { Retries } from '../core/scenario.ts';

const faults: readonly Fault[] = ['lab', 'dut', 'suite', 'runner'];
const most = 20;

/** `lab=2` or `lab=2,runner=1`; may be given again. Throws InvalidArgumentError. */
export const retriesOf = (text: string, before: Retries = {}): Retries => ({
  ...before,
  ...Object.fromEntries(text.split(',').map((part) => entryOf(part.trim()))),
});

const entryOf = (part: string): readonly [Fault, number] => {
  const [, word, count] = /^(\w+)=(\d+)$/.exec(part) ?? [];
  const fault = faults.find((known) => known === word);
  if (fault === undefined || Number(count) > most)
    throw new InvalidArgumentError(`a fault (${faults.join(', ')}) and a whole number up to ${most} is wanted, such as lab=2.`);
  return [fault, Number(count)];
};
