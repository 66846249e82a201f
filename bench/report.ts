import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bringPageUpToDate } from '../packaging/build-page.ts';
import type { EventBody } from '../src/core/event.ts';
import { JournalWriter } from '../src/journal/journal-writer.ts';
import { readJournal, segmentsBelow } from '../src/journal/read-journal.ts';
import { htmlPage } from '../src/report/page/html-page.ts';
import { hasChromium, startChromium } from '../src/report/page/testing/chromium.ts';

// A night of two talking consoles and a kernel log as a page: how long it takes to write, how large it is, and how soon a browser shows it; then the history of 1,000 of them.
const journalBytes = Number(process.argv[2] ?? 128) * 1024 * 1024;
const dir = mkdtempSync(join(tmpdir(), 'hil-bench-report-'));

/** Number of its last round. */
const writeJournal = async (): Promise<number> => {
  let at = 1000;
  const now = (): number => at;
  await using run = new JournalWriter({ dir, name: 'run', now });
  await using board = new JournalWriter({ dir: join(dir, 'virtual'), name: 'events', board: 'virtual', now });
  const started: EventBody = {
    type: 'run.started',
    run: 'bench',
    startedAt: '2026-11-23T03:00:00.000Z',
    version: '0.1.0',
    command: [],
    boards: ['virtual'],
  };
  run.append(started);
  board.append({ type: 'power.switched', state: 'on', driver: 'bench' });
  let round = 0;
  for (let written = 0; written < journalBytes; round++) {
    at += 40;
    const text = Array.from(
      { length: 40 },
      (_, line) => `[${(at / 1000).toFixed(6)}] \x1b[32mtask ${line}\x1b[0m of round ${round} says that all is well with it\r\n`,
    ).join('');
    const bytes = Buffer.from(text).toString('base64');
    board.append({ type: 'console.received', console: round % 3 === 0 ? 'm7' : 'a53', bytes });
    const line = `[${(at / 1000).toFixed(6)}] remoteproc remoteproc0: heartbeat ${round}`;
    board.append({ type: 'kmsg.received', line });
    written += bytes.length + 300;
    if (round % 100 === 0) await board.flush();
  }
  run.append({ type: 'run.finished', exitCode: 0 });
  return round - 1;
};

const sizeOf = (paths: readonly string[]): number => paths.reduce((sum, path) => sum + statSync(path).size, 0);
const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const timed = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
  const [begin, before] = [performance.now(), process.cpuUsage()];
  const result = await act();
  const { user, system } = process.cpuUsage(before);
  console.log(
    `${what}: ${((performance.now() - begin) / 1000).toFixed(2)} s, of which this process used ${((user + system) / 1e6).toFixed(2)} s of CPU`,
  );
  return result;
};

const look = async (lastRound: number): Promise<void> => {
  await using browser = await startChromium();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const url = pathToFileURL(join(dir, 'index.html')).href;
  await timed('until the page is open and the timeline shows lines', async () => {
    await page.goto(`${url}#timeline`);
    await page.locator('.row .text').first().waitFor();
  });
  await timed('to the end of the log', async () => {
    await page.locator('.log').focus();
    await page.keyboard.press('End');
    await page.locator('.row.selected .text').waitFor();
  });
  await timed('to a moment in the middle', async () => {
    await page.evaluate(`location.hash = '#t=600&b=virtual'`);
    await page.locator('.detail', { hasText: '03:10:00' }).waitFor();
  });
  await timed('search through all of it, for what stands at its end', async () => {
    await page.locator('.tools input').fill(`of round ${lastRound} says`);
    await page.keyboard.press('Enter');
    await page.locator('.found', { hasText: '1 of 40' }).waitFor();
  });
};

try {
  await bringPageUpToDate();
  const lastRound = await writeJournal();
  console.log(`journal: ${mib(sizeOf(segmentsBelow(dir)))}`);
  const events = await readJournal(dir, { without: ['kmsg.received', 'command.finished'] });
  await timed('index.html and its timeline are written', () => htmlPage().write(events, dir));
  const files = readdirSync(join(dir, 'page')).map((name) => join(dir, 'page', name));
  console.log(
    `page/: ${files.length} files, ${mib(sizeOf(files))}; memory of this process: ${mib(process.resourceUsage().maxRSS * 1024)} at most`,
  );
  if (hasChromium) await look(lastRound);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

// What many such nights say together, in a process of its own: the memory of this one is that of the page.
execFileSync(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('history.ts', import.meta.url))], { stdio: 'inherit' });
