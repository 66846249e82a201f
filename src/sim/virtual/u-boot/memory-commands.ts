import { hex, type Memory, type UBootCommand, type UBootContext } from './context.ts';

const widths: Record<string, number> = { b: 1, w: 2, l: 4, q: 8 };

const widthOf = (command: string): number => widths[/\.([bwlq])$/.exec(command)?.[1] ?? 'l']!;

/** An access to a dead address ends U-Boot: it prints the abort and resets. */
const abort = async ({ print, reset }: UBootContext, address: number): Promise<never> => {
  print(`"Synchronous Abort" handler, esr 0x96000010, far 0x${address.toString(16)}\nResetting CPU ...\n\n`);
  return reset();
};

const copy =
  (width: number): UBootCommand =>
  async (args, context) => {
    const [source, target, count] = args.map(hex);
    if (source === undefined || target === undefined || count === undefined) return wrong(context, 'cp');
    const bytes = context.memory.read(source, count * width);
    if (!bytes) return abort(context, source);
    return context.memory.write(target, bytes) ? 0 : abort(context, target);
  };

const display =
  (width: number): UBootCommand =>
  async (args, context) => {
    const [address, count = 64 / width] = args.map(hex);
    if (address === undefined) return wrong(context, 'md');
    const bytes = context.memory.read(address, count * width);
    if (!bytes) return abort(context, address);
    for (let at = 0; at < bytes.length; at += 16) context.print(dumpLine(address + at, bytes.subarray(at, at + 16), width));
    return 0;
  };

const dumpLine = (address: number, bytes: Uint8Array, width: number): string => {
  const words: string[] = [];
  for (let at = 0; at < bytes.length; at += width)
    words.push(
      Buffer.from(bytes.subarray(at, at + width))
        .reverse()
        .toString('hex'),
    );
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^ -~]/g, '.');
  return `${address.toString(16).padStart(8, '0')}: ${words.join(' ').padEnd((16 / width) * (width * 2 + 1) - 1)}  ${text}\n`;
};

const write =
  (width: number): UBootCommand =>
  async (args, context) => {
    const [address, value, count = 1] = args.map(hex);
    if (address === undefined || value === undefined) return wrong(context, 'mw');
    const unit = littleEndian(value, width);
    return context.memory.write(address, Buffer.concat(Array.from({ length: count }, () => unit))) ? 0 : abort(context, address);
  };

const littleEndian = (value: number, width: number): Buffer => {
  const unit = Buffer.alloc(8);
  unit.writeBigUInt64LE(BigInt(value));
  return unit.subarray(0, width);
};

const wrong = ({ print }: UBootContext, name: string): number => {
  print(`${name} - not enough or wrong arguments\n`);
  return 1;
};

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

// Both sides are hexadecimal, or `*address` for what lies in memory.
const compare =
  (width: number): UBootCommand =>
  ([left, operator, right], context) => {
    const comparison = comparisons[operator ?? ''];
    const a = operand(left, width, context.memory);
    const b = operand(right, width, context.memory);
    if (!comparison || a === undefined || b === undefined) return wrong(context, 'itest');
    return comparison(a, b) ? 0 : 1;
  };

const operand = (text: string | undefined, width: number, memory: Memory): number | undefined => {
  const bytes = text?.startsWith('*') ? memory.read(hex(text.slice(1)) ?? 0, width) : undefined;
  return bytes ? Number(Buffer.from([...bytes, 0, 0, 0, 0, 0, 0, 0, 0]).readBigUInt64LE()) : hex(text);
};

const dcache: UBootCommand = ([word], context) => {
  if (word === 'flush') return 0;
  if (word === undefined) context.print('Data (writethrough) Cache is ON\n');
  else context.limits.command('u-boot', `dcache ${word}`);
  return 0;
};

const bootaux: UBootCommand = async ([address], context) => {
  const at = hex(address ?? context.variables.get('loadaddr'));
  if (at === undefined) return wrong(context, 'bootaux');
  const result = context.memory.bootaux(at);
  if (!result) return abort(context, at);
  for (const line of result.lines) context.print(`${line}\n`);
  return result.status;
};

/** cp, md, mw, itest in all widths, dcache and bootaux. */
export const memoryCommands: Record<string, UBootCommand> = {
  ...Object.fromEntries(['cp', 'cp.b', 'cp.w', 'cp.l', 'cp.q'].map((name) => [name, copy(widthOf(name))])),
  ...Object.fromEntries(['md', 'md.b', 'md.w', 'md.l', 'md.q'].map((name) => [name, display(widthOf(name))])),
  ...Object.fromEntries(['mw', 'mw.b', 'mw.w', 'mw.l', 'mw.q'].map((name) => [name, write(widthOf(name))])),
  ...Object.fromEntries(['itest', 'itest.b', 'itest.w', 'itest.l'].map((name) => [name, compare(widthOf(name))])),
  dcache,
  bootaux,
};
