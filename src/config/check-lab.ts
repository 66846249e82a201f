import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { BoardDefinition } from '../core/board.ts';
import type { ConsoleName } from '../core/console.ts';
import type { Driver } from '../core/driver.ts';
import { type FirmwareEntry, firmwareKinds } from '../core/firmware.ts';
import { mistakesIn } from '../drivers/installer/tezi-folder.ts';
import { detectorSettings } from '../knowledge/kernel/detector-settings.ts';
import { checkParts, sentences } from './check-parts.ts';
import { fileMistakes } from './file-mistakes.ts';
import type { LabDefinition } from './lab.ts';
import { loneSettings } from './lone-settings.ts';
import { netbootEntry, netbootFiles } from './netboot-files.ts';
import { endlessPatterns } from './pattern-effort.ts';
import { proofMistakes } from './proof-pattern.ts';

const aFunction = z.custom((value) => typeof value === 'function', 'expected a function');

// Looser than a board is: its parts have schemas of their own.
const board = z.looseObject(
  {
    model: z.string(),
    kind: z.string().min(1).optional(),
    parts: z.looseObject({}),
    endState: z.enum(['off', 'keep']).optional(),
    byName: z.boolean().optional(),
    wires: aFunction,
    open: aFunction,
    openPower: aFunction,
    openConsole: aFunction,
  },
  'expected a board such as verdinImx8mp({ … })',
);

const firmware = z.strictObject({
  kind: z.enum(firmwareKinds),
  path: z.string().min(1),
  proof: z.strictObject({ prints: z.instanceof(RegExp, { error: 'expected a regular expression' }) }).optional(),
});

const osImage = z.strictObject({
  kind: z.literal('tezi'),
  path: z.string().min(1),
  osRelease: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected a name of os-release'), z.string()).optional(),
});

const attempts = z.int().min(0).max(20).optional();

const lab = z.strictObject({
  boards: z.record(z.string(), board),
  suites: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], 'expected a glob, or several in an array').optional(),
  firmware: z.record(z.string(), firmware).optional(),
  overlays: z.record(z.string().regex(/^[\w.-]+$/, "expected a name of letters, digits, '-', '_' and '.'"), z.string().min(1)).optional(),
  os: z.record(z.string().regex(/^[\w.-]+$/, "expected a name of letters, digits, '-', '_' and '.'"), osImage).optional(),
  netboot: z.record(z.string().regex(/^[\w.-]+$/, "expected a name of letters, digits, '-', '_' and '.'"), netbootEntry).optional(),
  detector: detectorSettings.optional(),
  retries: z.strictObject({ lab: attempts, dut: attempts, suite: attempts, runner: attempts }).optional(),
  reports: z
    .strictObject({
      dir: z.string().min(1).optional(),
      write: z.array(z.looseObject({ name: z.string(), write: aFunction }, 'expected a reporter such as junit()')).optional(),
    })
    .optional(),
});

/** Every mistake in a lab file, each with the path into it and what was expected. `dir`: the folder that paths in it are relative to. */
export const checkLab = (definition: LabDefinition, dir: string): string[] => {
  const shape = sentences(lab, definition, []);
  return [
    ...shape,
    ...boardNames(definition),
    ...parts(definition),
    ...(['boards', 'netboot', 'os'].some((key) => shape.some(isAbout(key))) ? [] : loneSettings(definition)),
    ...(shape.some(isAbout('detector')) ? [] : endlessPatterns(definition)),
    ...(shape.some(isAbout('firmware')) ? [] : [...proofMistakes(definition), ...firmwareFiles(definition, dir)]),
    ...(shape.some(isAbout('overlays')) ? [] : overlayFiles(definition, dir)),
    ...(shape.some(isAbout('os')) ? [] : osFolders(definition, dir)),
    ...(shape.some(isAbout('netboot')) ? [] : netbootFiles(definition.netboot ?? {}, dir)),
  ];
};

const isAbout =
  (key: string) =>
  (sentence: string): boolean =>
    sentence.startsWith(`${key}.`) || sentence.startsWith(`${key}:`);

// A board's name is a folder of the report and a word on the command line.
const boardNames = ({ boards }: LabDefinition): string[] => {
  const names = Object.keys(boards ?? {});
  if (boards && names.length === 0) return ['boards: expected at least one board, got none'];
  return names
    .filter((name) => !/^[A-Za-z0-9][\w.-]*$/.test(name))
    .map((name) => `boards.${name}: a board's name is made of letters, digits, '-', '_' and '.'`);
};

const parts = ({ boards }: LabDefinition): string[] =>
  Object.entries(boards ?? {}).flatMap(([name, definition]: [string, Partial<BoardDefinition> | null]) => {
    if (!definition?.parts) return [];
    const found = checkParts(definition.parts, ['boards', name]);
    return found.length > 0 ? found : oneWireForTwo(name, definition.parts);
  });

/** Consoles a53 and m7 that one UART is to be. */
const oneWireForTwo = (name: string, { consoles }: BoardDefinition['parts']): string[] => {
  const { a53, m7 } = (consoles ?? {}) as Partial<Record<ConsoleName, Driver<unknown>>>;
  const [wire] = a53?.wires().filter((one) => m7?.wires().includes(one)) ?? [];
  return wire === undefined
    ? []
    : [`boards.${name}.consoles.m7: is the same wire as consoles.a53 (${wire}): each UART has an adapter or port of its own`];
};

const firmwareFiles = ({ firmware }: LabDefinition, dir: string): string[] =>
  Object.entries(firmware ?? {}).flatMap(([name, { kind, path }]: [string, FirmwareEntry]) =>
    fileMistakes(`firmware.${name}.path`, path, dir, (file) =>
      kind === 'm7-elf' && !beginsWith(file, '\x7fELF') ? 'is no ELF file; a flat binary is m7Bin(…)' : undefined,
    ),
  );

// FDT_MAGIC of libfdt.
const overlayFiles = ({ overlays }: LabDefinition, dir: string): string[] =>
  Object.entries(overlays ?? {}).flatMap(([name, path]) =>
    fileMistakes(`overlays.${name}`, path, dir, (file) =>
      beginsWith(file, '\xd0\x0d\xfe\xed') ? undefined : 'is no compiled device tree; make it with dtc -@ -O dtb',
    ),
  );

const osFolders = ({ os }: LabDefinition, dir: string): string[] =>
  Object.entries(os ?? {}).flatMap(([name, { path }]) =>
    mistakesIn(resolve(dir, path)).map((mistake) => `os.${name}.path: ${mistake} (${resolve(dir, path)})`),
  );

const beginsWith = (path: string, magic: string): boolean => {
  const found = Buffer.alloc(magic.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, found);
  } finally {
    closeSync(file);
  }
  return found.equals(Buffer.from(magic, 'latin1'));
};
