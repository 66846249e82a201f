import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { UBootMachine } from '../boot/testing/uboot-machine.ts';
import { UBootShell } from '../boot/uboot-shell.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { type LongOutput, longOutput } from './long-output.ts';

const ask = async (answer: { status: number; output: string }): Promise<LongOutput | undefined> => {
  const clock = boardClock();
  const console = new MemoryConsole(clock);
  const machine = new UBootMachine(console);
  machine.showPrompt();
  machine.commands.set('printenv', () => ({ status: 0, output: 'loadaddr=0x48200000\n' }));
  machine.commands.set('md.b', () => answer);
  return longOutput(new UBootShell({ console, profile: verdinImx8mp.model.profile, clock }), new AbortController().signal);
};

const dump = (memory: Uint8Array, space = '  '): string => {
  const rows = Array.from({ length: memory.length / 16 }, (_, row) => memory.subarray(row * 16, row * 16 + 16));
  return rows
    .map((row, at) => {
      const text = Buffer.from(row)
        .toString('latin1')
        .replace(/[^ -~]/g, '.');
      const values = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      return `${(0x48200000 + at * 16).toString(16)}: ${values}${space}${text}\n`;
    })
    .join('');
};

const memory = fc.noShrink(fc.uint8Array({ minLength: 2048, maxLength: 2048 }));

test('a dump that came whole is whole, whatever is in the memory and whatever release of U-Boot prints it', async () => {
  await fc.assert(
    fc.asyncProperty(memory, fc.constantFrom('  ', '    '), async (bytes, space) => {
      expect(await ask({ status: 0, output: dump(bytes, space) })).toMatchObject({ spoilt: undefined, lost: 0 });
    }),
    { numRuns: 10 },
  );
});

test('memory that looks like the space before it is no loss', async () => {
  for (const space of ['  ', '    '])
    expect(await ask({ status: 0, output: dump(new Uint8Array(2048).fill(0x20), space) })).toMatchObject({ lost: 0 });
});

test('a piece that is lost, wherever it is and however long, is found', async () => {
  await fc.assert(
    fc.asyncProperty(memory, fc.nat(9600), fc.integer({ min: 1, max: 2000 }), async (bytes, at, length) => {
      const text = dump(bytes.map((byte) => byte & 0x5f));
      // A blank at the end of a line is lost on the way to a person, too.
      fc.pre(text.slice(at, at + length).trim() !== '');
      const found = await ask({ status: 0, output: `${text.slice(0, at)}${text.slice(at + length)}` });
      expect(found!.lost).toBeGreaterThan(0);
    }),
    { numRuns: 20 },
  );
});

test('a U-Boot without md proves nothing', async () => {
  expect(await ask({ status: 1, output: "Unknown command 'md.b' - try 'help'" })).toBeUndefined();
});
