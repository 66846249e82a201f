import { z } from 'zod';
import { sentences } from '../../config/check-parts.ts';
import { closest } from '../../config/closest.ts';
import { bootStages } from '../../core/boot-stage.ts';
import { HilError } from '../../core/errors.ts';
import { ownEntry } from '../../core/own-entry.ts';
import { tooMany } from '../../scenario/require-data.ts';
import { needsSchema } from '../suites/check-spec.ts';

const durationWords = "expected a duration such as '500ms', '25s', '2min' or '1h'";
const duration = z.string(durationWords).regex(/^\d+(\.\d+)?(ms|s|min|h)$/, durationWords);
const stage = z.enum(bootStages);
const mark = z.number('expected a mark, as console.mark() gives it').nonnegative();
const text = (what: string) => z.string(`expected ${what}`).min(1, `expected ${what}`);
const pattern = z.custom<string | RegExp>(
  (value) => (typeof value === 'string' && value !== '') || value instanceof RegExp,
  'expected a text or a regular expression',
);
// What JavaScript leaves out arrives as null from the other process.
const optional = <T extends z.ZodType>(schema: T) => schema.nullish();

const options = {
  expect: z.strictObject({ within: duration, since: optional(mark) }, "expected how long to wait, such as { within: '10s' }"),
  run: z.strictObject({
    timeout: optional(duration),
    reject: optional(z.boolean()),
    asRoot: optional(z.boolean()),
    maxBytes: optional(z.number().positive()),
    toFile: optional(z.string().min(1)),
  }),
  proof: z.strictObject({ proofWithin: optional(duration) }),
  cold: z.strictObject({ offFor: optional(duration), until: optional(stage) }),
};

const firmwareObject = z.union([
  z.strictObject({ name: z.string().min(1), grownTo: z.number().positive() }),
  z.strictObject({ absent: z.string().min(1) }),
]);
const firmware = z.custom(
  (value) => (typeof value === 'string' && value !== '') || firmwareObject.safeParse(value).success,
  "expected a firmware of the lab file by name, or { absent: 'name' }, or { name, grownTo }",
);
const run = [text('a command'), optional(options.run)];
const console = {
  expect: [pattern, options.expect],
  send: [z.string('expected the text to send')],
  tail: [z.number('expected how many lines').positive()],
};

const needs = z.strictObject(
  Object.fromEntries(Object.entries(needsSchema.shape).map(([name, need]) => [name, need.nullish()])),
  'expected what the board shall hold, such as { mcoreBooted: false }',
);

/** What each call of a board takes, argument by argument. What is no call has no entry. */
const wanted: Readonly<Record<string, readonly z.ZodType[]>> = {
  stage: [],
  expectReset: [],
  expectPowerDown: [],
  pause: [],
  'power.on': [],
  'power.off': [],
  'power.state': [],
  'console.mark': [],
  'm7.console.mark': [],
  'm7.state': [],
  'm7.stop': [],
  coldBoot: [optional(options.cold)],
  warmBoot: [optional(options.cold.omit({ offFor: true }))],
  reach: [stage],
  provision: [needs],
  waitForReset: [z.strictObject({ within: duration, until: optional(stage) }, "expected how long to wait, such as { within: '2min' }")],
  'console.expect': console.expect,
  'console.send': console.send,
  'console.tail': console.tail,
  'm7.console.expect': console.expect,
  'm7.console.send': console.send,
  'm7.console.tail': console.tail,
  'm7.start': [firmware, optional(options.proof)],
  'm7.observe': [firmware, optional(options.proof)],
  'm7.echo': [text('the text to send'), optional(z.strictObject({ within: optional(duration) }))],
  'linux.run': run,
  'serial.run': run,
  'uboot.run': run,
};

const ordinals = ['first', 'second', 'third'];

/** Throws an error of the suite for arguments that the call cannot mean, before anything reaches the board. TypeScript says the same to those who use it. */
export const checkArguments = (path: readonly string[], args: readonly unknown[]): void => {
  const name = path.join('.');
  const schemas = ownEntry(wanted, name);
  if (!schemas) throw noSuchCall(name);
  const given = args.findLastIndex((argument) => argument !== undefined && argument !== null) + 1;
  if (given > schemas.length) throw new HilError('suite', `board.${name}() ${tooMany(schemas.length, given)}`);
  const mistakes = schemas.flatMap((schema, index) =>
    sentences(schema, args[index], []).map((sentence) => `its ${ordinals[index]} argument: ${sentence.replace(/^: /, '')}`),
  );
  if (mistakes.length === 0) return;
  throw new HilError('suite', `board.${name}() cannot be called so: ${mistakes[0]}`, { evidence: mistakes.slice(1) });
};

const noSuchCall = (name: string): HilError => {
  const names = Object.keys(wanted);
  const like = closest(name, names);
  const lastWord = name.split('.').at(-1);
  const alike = names.filter((known) => known.split('.').at(-1) === lastWord);
  return new HilError('suite', `board.${name} is not something a board can do${like ? `; did you mean board.${like}()?` : ''}`, {
    remedy: `there is ${(alike.length > 0 ? alike : names).join(', ')}`,
  });
};
