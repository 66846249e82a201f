import { hex, type UBootCommand, type UBootContext } from './context.ts';

// What an eMMC in HS400 gives U-Boot.
const bytesPerMs = 150_000;

const load: UBootCommand = async ([device, partition, address, path], context) => {
  const where = parsePartition(device, partition);
  const at = hex(address ?? context.variables.get('loadaddr'));
  const name = path ?? context.variables.get('bootfile');
  if (!where || at === undefined || name === undefined) return wrong(context, 'load');
  if (!present(where, context)) return 1;
  const file = context.partitions.file(where.device, where.partition, name);
  if (!file) {
    context.print(`** File not found ${name} **\nFailed to load '${name}'\n`);
    return 1;
  }
  const ms = Math.max(1, Math.ceil(file.size / bytesPerMs));
  await context.life.sleep(ms);
  if (!context.memory.write(at, file.content)) {
    context.print(`** Reading file would overwrite reserved memory **\nFailed to load '${name}'\n`);
    return 1;
  }
  context.variables.set('filesize', file.size.toString(16));
  context.variables.set('fileaddr', at.toString(16));
  context.print(`${file.size} bytes read in ${ms} ms (${rate(file.size, ms)})\n`);
  return 0;
};

/** A command that is spelled with a file system asks for no other. */
const loadOf =
  (fileSystem: 'ext4' | 'fat'): UBootCommand =>
  (args, context) => {
    const where = parsePartition(args[0], args[1]);
    if (!where || !context.partitions.has(where.device, where.partition)) return load(args, context);
    if (context.partitions.fileSystem(where.partition) === fileSystem) return load(args, context);
    context.print("Can't set block device\n");
    return 1;
  };

const rate = (bytes: number, ms: number): string => {
  const perSecond = (bytes * 1000) / ms;
  return perSecond >= 1024 * 1024 ? `${(perSecond / 1024 / 1024).toFixed(1)} MiB/s` : `${(perSecond / 1024).toFixed(1)} KiB/s`;
};

const list: UBootCommand = ([device, partition, path = '/'], context) => {
  const where = parsePartition(device, partition);
  if (!where) return wrong(context, 'ls');
  if (!present(where, context)) return 1;
  const entries = context.partitions.list(where.device, where.partition, path);
  if (!entries) {
    context.print(`** Can not find directory. **\n`);
    return 1;
  }
  for (const { name, size } of entries)
    context.print(size === undefined ? `            ${name}/\n` : `${String(size).padStart(9)}   ${name}\n`);
  const folders = entries.filter(({ size }) => size === undefined).length;
  context.print(`\n${entries.length - folders} file(s), ${folders} dir(s)\n\n`);
  return 0;
};

const parsePartition = (device: string | undefined, partition: string | undefined): { device: number; partition: number } | undefined => {
  const [, number, part = '1'] = device === 'mmc' ? (/^(\d+)(?::(\d+))?$/.exec(partition ?? '') ?? []) : [];
  return number === undefined ? undefined : { device: Number(number), partition: Number(part) };
};

const present = ({ device, partition }: { device: number; partition: number }, { model, partitions, print }: UBootContext): boolean => {
  if (partitions.has(device, partition)) return true;
  print(
    device === model.emmc.number
      ? `** Invalid partition ${partition} **\n`
      : `Card did not respond to voltage select! : -110\n** Bad device specification mmc ${device} **\n`,
  );
  return false;
};

const mmc: UBootCommand = (args, context) => {
  const { number, cards } = context.model.emmc;
  const device = Number(args[1] ?? number);
  if (args[0] === 'dev' && device === number) {
    context.print(`switch to partitions #0, OK\nmmc${number}(part 0) is current device\n`);
    return 0;
  }
  if (args[0] === 'dev') {
    context.print('Card did not respond to voltage select! : -110\n');
    return 1;
  }
  if (args[0] === 'list') context.print(cards.map((card) => `FSL_SDHC: ${card}${card === number ? ' (eMMC)' : ''}\n`).join(''));
  else context.limits.command('u-boot', `mmc ${args.join(' ')}`);
  return args[0] === 'list' ? 0 : 1;
};

// Numbers of `test` are decimal unless they begin with 0x, unlike those of itest.
const test: UBootCommand = (args, context) => {
  const [first, second, third, fourth] = args;
  if (first === '-e' || first === '-d') {
    const where = parsePartition(second, third);
    return where && fourth !== undefined && context.partitions.file(where.device, where.partition, fourth) ? 0 : 1;
  }
  if (first === '!') return test(args.slice(1), context) === 0 ? 1 : 0;
  if (first === '-n') return (second ?? '') !== '' ? 0 : 1;
  if (first === '-z') return (second ?? '') === '' ? 0 : 1;
  if (second === '=' || second === '==') return first === third ? 0 : 1;
  if (second === '!=') return first !== third ? 0 : 1;
  const numeric: Record<string, (a: number, b: number) => boolean> = {
    '-eq': (a, b) => a === b,
    '-ne': (a, b) => a !== b,
    '-lt': (a, b) => a < b,
    '-le': (a, b) => a <= b,
    '-gt': (a, b) => a > b,
    '-ge': (a, b) => a >= b,
  };
  const compare = numeric[second ?? ''];
  if (compare) return compare(leading(first), leading(third)) ? 0 : 1;
  return args.length === 1 && first !== '' ? 0 : 1;
};

// simple_strtol: the digits at the front count, the rest is ignored.
const leading = (text = ''): number => (/^0x/i.test(text) ? Number.parseInt(text, 16) : Number.parseInt(text, 10)) || 0;

const wrong = ({ print }: UBootContext, name: string): number => {
  print(`${name} - not enough or wrong arguments\n`);
  return 1;
};

/** load and ls in their spellings, mmc, test. */
export const storageCommands: Record<string, UBootCommand> = {
  load,
  ext4load: loadOf('ext4'),
  fatload: loadOf('fat'),
  ls: list,
  ext4ls: list,
  fatls: list,
  mmc,
  test,
};
