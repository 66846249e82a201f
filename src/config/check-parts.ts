import { z } from 'zod';
import { consoleNames } from '../core/console.ts';
import { choosesPassword, Secret, withoutPassword } from '../core/secret.ts';
import { formatPath, issueSentences, kindOf, unknownKey } from './issue-sentence.ts';

type Path = readonly PropertyKey[];

interface Part {
  readonly settings: object;
  readonly schema: z.ZodType;
  readonly wires?: unknown;
}

/** Mistakes in what is wired to one board: every driver's settings against its own schema, and the parts that make a rig. */
export const checkParts = (parts: Readonly<Record<string, unknown>>, path: Path): string[] => {
  if (isSource(parts)) return [...checkSettings(parts, path), ...checkWires(parts, path)];
  return [
    ...required(parts.power, 'a power switch such as shellyPlug({ host })', [...path, 'power']),
    ...(parts.pins === undefined ? [] : required(parts.pins, 'pins such as commandPins({ reset })', [...path, 'pins'])),
    ...(parts.installer === undefined
      ? []
      : required(parts.installer, 'an installer such as easyInstaller({ … })', [...path, 'installer'])),
    ...(parts.tftp === undefined ? [] : required(parts.tftp, 'a server such as tftpServer({ host, folder })', [...path, 'tftp'])),
    ...checkConsoles(parts.consoles, [...path, 'consoles']),
    ...(parts.ssh === undefined ? [] : required(parts.ssh, 'sshShell({ host, user })', [...path, 'ssh'])),
    ...(parts.faults === undefined ? [] : required(parts.faults, 'a fault injector', [...path, 'faults'])),
    ...checkPlain(parts, path),
  ];
};

const rigKeys = ['power', 'pins', 'installer', 'tftp', 'consoles', 'ssh', 'login', 'speed', 'faults'];

const login = z
  .strictObject({
    user: z.string().min(1),
    password: z.instanceof(Secret).optional(),
    factoryPassword: z.union([z.string(), z.instanceof(Secret)]).optional(),
  })
  .refine(choosesPassword, withoutPassword);
const plain = z.looseObject({ login, speed: z.number().positive().optional() });

const checkPlain = (parts: Readonly<Record<string, unknown>>, path: Path): string[] => [
  ...sentences(plain, parts, path),
  ...Object.keys(parts)
    .filter((key) => !rigKeys.includes(key))
    .map((key) => `${formatPath([...path, key])}: ${unknownKey(key, rigKeys)}`),
];

const checkConsoles = (consoles: unknown, path: Path): string[] => {
  if (typeof consoles !== 'object' || consoles === null) {
    return [`${formatPath(path)}: expected an object with a53 and m7, got ${kindOf(consoles)}`];
  }
  const entries = Object.entries(consoles);
  const known: readonly string[] = consoleNames;
  return [
    ...('a53' in consoles ? [] : [`${formatPath([...path, 'a53'])}: expected the A53's console, got nothing`]),
    ...entries.flatMap(([name, part]) =>
      known.includes(name)
        ? required(part, 'a console such as serialConsole({ path })', [...path, name])
        : [`${formatPath([...path, name])}: ${unknownKey(name, known)}`],
    ),
  ];
};

const required = (part: unknown, what: string, path: Path): string[] =>
  isDriver(part)
    ? [...checkSettings(part, path), ...checkWires(part, path)]
    : [`${formatPath(path)}: expected ${what}, got ${kindOf(part)}`];

// Without it two runs could use one relay at once, and nobody would notice.
const checkWires = (part: Part, path: Path): string[] =>
  typeof part.wires === 'function'
    ? []
    : [`${formatPath([...path, 'wires'])}: expected a function that names what only one run may use, got ${kindOf(part.wires)}`];

const checkSettings = ({ settings, schema }: Part, path: Path): string[] => sentences(schema, settings, path);

/** What a schema finds wrong with a value, one sentence a mistake. */
export const sentences = (schema: z.ZodType, value: unknown, path: Path): string[] => {
  const result = schema.safeParse(value, { reportInput: true });
  return result.success ? [] : result.error.issues.flatMap((issue) => issueSentences(issue, path, schema));
};

const isDriver = (part: unknown): part is Part => isPart(part) && 'driver' in part && 'connect' in part;
const isSource = (part: unknown): part is Part => isPart(part) && 'rig' in part && 'start' in part;

const isPart = (part: unknown): part is Part => typeof part === 'object' && part !== null && 'settings' in part && 'schema' in part;
