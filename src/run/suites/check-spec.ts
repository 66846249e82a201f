import { z } from 'zod';
import { sentences } from '../../config/check-parts.ts';
import { capabilities } from '../../core/capability.ts';
import { incidentKinds } from '../../core/incident.ts';
import { outcomes } from '../../core/outcome.ts';
import type { ScenarioExpectation, ScenarioNeeds, TextPattern } from '../../core/scenario.ts';
import { type Duration, toMs } from '../../core/time.ts';
import type { PlainPattern } from '../../scenario/plain.ts';
import { wrongPairs } from './spec-pairs.ts';

/** What a scenario says of itself, checked and complete. */
export interface CheckedSpec {
  readonly needs: ScenarioNeeds;
  readonly expects: ScenarioExpectation;
  readonly timeout: Duration;
  readonly silence: Duration;
  readonly follows: boolean;
  readonly tags: readonly string[];
}

/** Each mistake in what a scenario says of itself, with the path into it and what was expected; or what it says. */
export const checkSpec = (plain: unknown): { readonly mistakes: readonly string[] } | CheckedSpec => {
  const mistakes = sentences(spec, plain, []).map((sentence) => sentence.replace(/^: /, ''));
  if (mistakes.length > 0) return { mistakes };
  const { expect, incidents, tolerates, known, timeout, silence, follows, tags, ...needs } = spec.parse(plain);
  const expects = definedOf({
    outcome: expect,
    incidents,
    tolerates: tolerates?.map(definedOf),
    known: known && definedOf(known),
  }) as ScenarioExpectation;
  const pairs = wrongPairs(definedOf(needs));
  if (pairs.length > 0) return { mistakes: pairs };
  for (const [path, limit] of Object.entries({ timeout, silence }))
    if (toMs(limit) === 0) return { mistakes: [`${path}: expected more than no time, got '${limit}'`] };
  const vague = vagueness(expects);
  if (vague) return { mistakes: [vague] };
  return { needs: definedOf(needs) as ScenarioNeeds, expects, timeout, silence, follows: follows === true, tags };
};

const duration = z.custom<Duration>(
  (value) => typeof value === 'string' && /^\d+(\.\d+)?(ms|s|min|h)$/.test(value),
  "expected a duration such as '500ms', '25s', '2min' or '1h'",
);

const isPattern = (value: unknown): value is PlainPattern => typeof value === 'object' && value !== null && '$pattern' in value;

const text = z
  .custom<string | PlainPattern>(
    (value) => (typeof value === 'string' && value !== '') || isPattern(value),
    'expected a part of the message or a regular expression',
  )
  .transform((value): TextPattern => {
    if (isPattern(value)) return { source: value.$pattern, flags: value.flags.replaceAll(/[gy]/g, '') };
    return { source: value.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'), flags: '' };
  });

const kind = z.enum(incidentKinds);

const kindWithTitle = z.preprocess(
  (value) => (typeof value === 'string' ? { kind: value } : value),
  z.strictObject({ kind, title: text.optional() }, "expected a kind of incident, or { kind: 'oops', title: /in some_function/ }"),
);

const known = z.strictObject(
  {
    link: z.string("expected where it is written down, such as 'https://…'").min(1),
    note: z.string().optional(),
    outcome: z.enum(outcomes).optional(),
    incident: kindWithTitle.optional(),
    message: text.optional(),
  },
  "expected what is known, such as { link: 'https://…', outcome: 'mute' }",
);

const name = z.string().min(1);

const overlay = z.union(
  [z.enum(['hmp', 'none']), z.strictObject({ files: z.array(name).min(1), hmp: z.boolean().optional() })],
  "expected 'hmp', 'none' or overlays of the lab file, such as { files: ['my-overlay'] }",
);

// The kernel keeps its search path in 256 bytes (firmware_class, main.c).
const folder = z
  .string()
  .max(200)
  .regex(/^(?:\/[\w.@+-]+)+$/, "expected a folder of the board such as '/var/firmware'");
// What Docker takes for a name.
const volume = z
  .string()
  .max(150)
  .regex(/^[A-Za-z0-9][\w.-]+$/, 'expected the name of a Docker volume');

const firmwareIn = z.union(
  [z.strictObject({ folder }), z.strictObject({ volume })],
  "expected { folder: '/var/firmware' } or { volume: 'my-volume' }",
);

/** What a scenario needs of the board. */
export const needsSchema = z.strictObject({
  boot: z.enum(['cold', 'warm', 'running']).optional(),
  preload: name.optional(),
  autostart: name.optional(),
  os: name.optional(),
  netboot: name.optional(),
  preloadAs: z.enum(['bin', 'elf']).optional(),
  preloadFrom: z.enum(['storage', 'tftp']).optional(),
  mcoreBooted: z.boolean().optional(),
  // U-Boot's environment is read by a shell.
  kernelArgument: name.regex(/^[^\p{Cc}"'`$;&|<>\\]+$/u, 'expected a kernel argument without quotes or what a shell acts on').optional(),
  overlay: overlay.optional(),
  firmware: name.optional(),
  firmwareIn: firmwareIn.optional(),
  injects: name.optional(),
  uses: z.array(z.enum(capabilities)).optional(),
});

const spec = z.strictObject(
  {
    ...needsSchema.shape,
    expect: z.enum(outcomes).optional(),
    incidents: z.array(kind).optional(),
    tolerates: z.array(kindWithTitle).optional(),
    known: known.optional(),
    timeout: duration.default('5min'),
    silence: duration.default('60s'),
    follows: z.literal(true).optional(),
    tags: z.array(name).default([]),
  },
  'expected an object that says what it needs, such as {}',
);

const vagueness = (expects: ScenarioExpectation): string | undefined => tooWide(expects) ?? unprovable(expects) ?? unnamed(expects);

// Trouble of the lab and a model's limit come out like that, too: whoever waits for it would take them for the product's.
const unprovable = ({ outcome, known: knownAs }: ScenarioExpectation): string | undefined => {
  const path = outcome === 'unknown' ? 'expect' : knownAs?.outcome === 'unknown' ? 'known.outcome' : undefined;
  return path && `${path}: expected an outcome that says something of the product, got 'unknown', which says that nobody knows`;
};

// What has nothing in common but that it may be said of a failure.
const unrelated = ["'uname -a' ended with exit status 1", 'sysrq triggered crash', '0123456789', 'mute', '-'];

const tooWide = ({ known: knownAs, tolerates = [] }: ScenarioExpectation): string | undefined => {
  const patterns = [
    ['known.message', knownAs?.message],
    ['known.incident.title', knownAs?.incident?.title],
    ...tolerates.map(({ title }, index) => [`tolerates[${index}].title`, title] as const),
  ] as const;
  const [path, wide] = patterns.find(([, pattern]) => pattern && unrelated.every((text) => matches(pattern, text))) ?? [];
  return wide && `${path}: expected a pattern that fits what is meant alone; /${wide.source}/${wide.flags} fits everything`;
};

const matches = ({ source, flags }: TextPattern, text: string): boolean => new RegExp(source, flags.replace(/[gy]/g, '')).test(text);

const unnamed = ({ outcome, incidents = [], known: knownAs }: ScenarioExpectation): string | undefined => {
  if (!knownAs) return undefined;
  if (knownAs.outcome === 'alive') return "known.outcome: expected an outcome that is a failure, got 'alive'";
  const isNamed = knownAs.outcome !== undefined || knownAs.incident !== undefined || knownAs.message !== undefined;
  const isDeclared = (outcome !== undefined && outcome !== 'alive') || incidents.length > 0;
  return isNamed || isDeclared ? undefined : 'known: expected what goes wrong: outcome, incident or message; got a link alone';
};

const definedOf = (value: object): object => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
