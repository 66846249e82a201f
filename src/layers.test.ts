import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

/**
 * The rooms of src/ and which others each may use: none more, and none that it does not use. Rooms with floors are listed by floor. A simulated board
 * shares nothing but contracts with the code that it proves.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  board: [
    'board/boot',
    'board/health',
    'board/linux',
    'board/m7',
    'board/models',
    'board/power',
    'board/provision',
    'console',
    'core',
    'drivers/shell',
    'knowledge/boot',
    'knowledge/kernel',
    'knowledge/wire',
  ],
  'board/boot': ['board', 'board/linux', 'board/power', 'core', 'drivers/shell', 'knowledge/boot', 'knowledge/kernel', 'knowledge/wire'],
  'board/health': [
    'board',
    'board/boot',
    'board/m7',
    'board/models',
    'board/power',
    'board/provision',
    'console',
    'core',
    'drivers/console',
    'drivers/shell',
    'knowledge/boot',
    'knowledge/firmware',
    'knowledge/wire',
  ],
  'board/linux': ['board', 'board/boot', 'board/m7', 'core', 'drivers/console', 'knowledge/boot', 'knowledge/kernel'],
  'board/m7': ['board', 'board/models', 'board/provision', 'core', 'knowledge/firmware'],
  'board/models': ['board', 'board/power', 'console', 'core', 'knowledge/boot', 'knowledge/firmware'],
  'board/power': ['core'],
  'board/provision': ['board/boot', 'board/m7', 'board/models', 'core', 'knowledge/boot', 'knowledge/firmware'],
  bundle: ['board/models', 'core', 'journal', 'knowledge/firmware', 'report'],
  cli: [
    'board/power',
    'board/health',
    'board/models',
    'bundle',
    'config',
    'core',
    'drivers/console',
    'drivers/power',
    'drivers/rig',
    'history',
    'journal',
    'knowledge/diagnosis',
    'knowledge/firmware',
    'knowledge/kernel',
    'replay',
    'report',
    'run',
    'run/lease',
    'run/recovery',
    'run/schedule',
    'run/suites',
    'run/supervisor',
    'sim/virtual',
  ],
  config: ['board/models', 'core', 'drivers/installer', 'knowledge/kernel', 'report'],
  console: ['core'],
  core: [],
  'drivers/console': ['console', 'core', 'drivers/via'],
  'drivers/installer': ['core', 'drivers/power'],
  'drivers/labgrid': ['core', 'drivers/console', 'drivers/power'],
  'drivers/power': ['core', 'drivers/console', 'drivers/via'],
  'drivers/rig': ['board/models', 'core', 'drivers/console', 'drivers/power', 'drivers/ssh'],
  'drivers/shell': ['core'],
  'drivers/ssh': ['console', 'core', 'drivers/console', 'drivers/shell', 'drivers/via'],
  'drivers/tftp': ['core'],
  'drivers/via': ['core'],
  history: ['core'],
  journal: ['core'],
  'knowledge/boot': ['core'],
  'knowledge/diagnosis': ['core', 'knowledge/boot', 'knowledge/firmware', 'knowledge/kernel'],
  'knowledge/firmware': ['core'],
  'knowledge/kernel': ['core', 'knowledge/boot'],
  'knowledge/wire': [],
  page: [],
  replay: ['board/models', 'core', 'journal', 'knowledge/firmware', 'knowledge/kernel', 'run/closing'],
  report: ['core', 'history', 'journal', 'page'],
  run: ['core', 'run/lease', 'run/schedule', 'run/suites', 'scenario'],
  'run/board-process': [
    'config',
    'core',
    'history',
    'journal',
    'run',
    'run/lease',
    'run/recovery',
    'run/schedule',
    'run/suites',
    'run/verdict',
    'scenario',
  ],
  'run/closing': ['board/models', 'core', 'journal', 'knowledge/diagnosis', 'knowledge/firmware', 'report'],
  'run/lease': ['core'],
  'run/recovery': ['board/power', 'core'],
  'run/schedule': ['config', 'core', 'run', 'run/suites', 'run/verdict'],
  'run/suites': ['config', 'core', 'run', 'scenario'],
  'run/supervisor': [
    'board/power',
    'config',
    'core',
    'journal',
    'report',
    'run',
    'run/board-process',
    'run/closing',
    'run/lease',
    'run/schedule',
    'run/suites',
    'run/verdict',
    'scenario',
  ],
  'run/verdict': ['core', 'knowledge/kernel', 'run/recovery'],
  scenario: ['core', 'knowledge/diagnosis'],
  'sim/qemu': ['board/models', 'core', 'drivers/console', 'drivers/power', 'drivers/rig', 'drivers/ssh', 'drivers/tftp', 'sim/virtual'],
  'sim/virtual': ['core'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  /** Gone after compilation. */
  readonly isType: boolean;
}

const withFloors = ['knowledge', 'drivers', 'board', 'run', 'sim'];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const isOfTests = (file: string): boolean => file.endsWith('.test.ts') || file.includes('/testing/');

const roomOf = (file: string): string => {
  const [room = '', floor = ''] = posix.dirname(file).split('/');
  return withFloors.includes(room) && floor !== '' && floor !== 'testing' ? `${room}/${floor}` : room;
};

// `import … from`, `export … from`, `import 'x'`, `import('x')`, `typeof import('x')`.
const statement = /^\s*(?:import|export)\s+(?<type>type\s)?(?:[^'";]*?\sfrom\s+)?'(?<path>\.[^']*)'/gm;
const dynamic = /\bimport\('(?<path>\.[^']*)'\)/g;

const importsOf = (file: string): Import[] => {
  const text = readFileSync(posix.join('src', file), 'utf8');
  const at = (path: string): string => posix.join(posix.dirname(file), path);
  return [
    ...[...text.matchAll(statement)].map(({ groups, 0: whole }) => ({
      from: file,
      to: at(groups!.path!),
      isType: groups!.type !== undefined || onlyTypes(whole),
    })),
    // Loaded when it is needed, and by then everything else is there.
    ...[...text.matchAll(dynamic)].map(({ groups }) => ({ from: file, to: at(groups!.path!), isType: true })),
  ];
};

/** `import { type A, type B } from …` */
const onlyTypes = (whole: string): boolean => {
  const [, names] = /^\s*(?:import|export)\s*\{([^}]*)\}/.exec(whole) ?? [];
  return (names?.split(',') ?? ['a value']).every((name) => name.trim() === '' || name.trim().startsWith('type '));
};

const imports = files.filter((file) => !isOfTests(file)).flatMap(importsOf);

test('each room uses the rooms that the table names, all of them and no others', () => {
  const used = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    if (to.startsWith('..') || posix.dirname(from) === '.') continue;
    const [room, other] = [roomOf(from), roomOf(to)];
    const all = used.get(room) ?? used.set(room, new Set()).get(room)!;
    if (other !== room) all.add(other);
  }
  expect(Object.fromEntries([...used].map(([room, all]) => [room, [...all].sort()]))).toEqual(
    Object.fromEntries(Object.entries(rooms).map(([room, all]) => [room, [...all].sort()])),
  );
});

test('nothing outside of src/ is imported but package.json', () => {
  const outside = imports.filter(({ to }) => to.startsWith('..') && to !== '../package.json');
  expect(outside.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('docs/architecture.md shows the folders that exist', () => {
  const tree = readFileSync('docs/architecture.md', 'utf8').split('\nsrc/core ')[1]!.split('\n```')[0]!;
  const told = ['core'];
  let room = '';
  for (const line of tree.split('\n').slice(1)) {
    const { floors, name } = /^(?: {2}(?<floors>[a-z0-9-]+(?:, [a-z0-9-]+)*)|src\/(?<name>[a-z]+))(?: |$)/.exec(line)?.groups ?? {};
    if (name !== undefined) room = name;
    told.push(...(name !== undefined ? [name] : (floors?.split(', ').map((floor) => `${room}/${floor}`) ?? [])));
  }
  const folders = Object.keys(rooms).flatMap((folder) => [folder, folder.split('/')[0]!]);
  expect([...new Set(told)].sort()).toEqual([...new Set(folders)].sort());
});

test('no file needs itself in a circle', () => {
  expect(circles(imports.filter(({ isType }) => !isType))).toEqual([]);
});

// The registers, the memory port and the exceptions of an emulated core are parts of one machine: each instruction may touch all of them.
const isCore = (circle: readonly string[]): boolean => circle.every((file) => file.startsWith('sim/virtual/cortex-m7/'));

test('of types no more than two files need each other', () => {
  expect(circles(imports).filter((circle) => circle.length > 2 && !isCore(circle))).toEqual([]);
});

/** Tarjan's strongly connected components of more than one file. */
const circles = (edges: readonly Import[]): string[][] => {
  const next = new Map<string, Import[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const { to } of next.get(file) ?? []) {
      if (!index.has(to)) {
        visit(to);
        low.set(file, Math.min(low.get(file)!, low.get(to)!));
      } else if (stack.includes(to)) low.set(file, Math.min(low.get(file)!, index.get(to)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const file of next.keys()) if (!index.has(file)) visit(file);
  return found;
};
