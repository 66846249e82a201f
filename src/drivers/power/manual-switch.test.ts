import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { manualSwitch } from './manual-switch.ts';

const context = { board: 'desk', clock: boardClock(), signal: new AbortController().signal, stateDir: '/tmp' };

test('refuses where nobody can answer', async () => {
  const power = await manualSwitch().connect(context);
  expect(process.stdin.isTTY ?? false).toBe(false);
  await expect(power.off()).rejects.toMatchObject({ fault: 'lab', evidence: ['Switch the power of desk OFF, then press Enter: '] });
  expect(await power.state()).toBe('unknown');
});

test('a prompt and the name of a board do nothing to the terminal', async () => {
  const named = manualSwitch().connect({ ...context, board: 'de\u001b]0;x\u0007sk\u202e' });
  const prompted = manualSwitch({ prompt: 'plug\u001b[2J\n3' }).connect(context);
  await expect((await named).off()).rejects.toMatchObject({ evidence: ['Switch the power of desk OFF, then press Enter: '] });
  await expect((await prompted).on()).rejects.toMatchObject({ evidence: ['Switch plug 3 ON, then press Enter: '] });
});

const hasScript = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

// util-linux `script` gives the program a real terminal.
const onTerminal = (program: string) =>
  spawn('script', ['-qec', `${process.execPath} --import tsx -e "${program}"`, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });

const program = `
import { manualSwitch } from './src/drivers/power/manual-switch.ts';
const power = await manualSwitch({ prompt: 'plug 3' }).connect({ board: 'desk' });
await power.on().then(() => power.state()).then((state) => console.log('now ' + state), (error) => console.log('failed: ' + error.message));
`;

test.runIf(hasScript).each([
  ['\r', 'now on'],
  ['\u0004', 'failed: nobody confirmed the manual switch'],
])('asks the person at the terminal, who types %j', async (keys, outcome) => {
  const child = onTerminal(program);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const asked = said.includes('press Enter');
    said += chunk;
    if (!asked && said.includes('press Enter')) child.stdin.write(keys);
  });
  await once(child, 'exit');
  expect(said).toContain('Switch plug 3 ON, then press Enter: ');
  expect(said).toContain(outcome);
});
