import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bringPageUpToDate } from '../../../packaging/build-page.ts';
import type { EventBody, LabEvent } from '../../core/event.ts';
import { readJournal } from '../../journal/read-journal.ts';
import { attacks } from '../testing/attacks.ts';
import { error, eventfulRun, incident, journal, observation, observed, played, runStarted, scenario } from '../testing/events.ts';
import { writeRunFolder } from '../testing/run-folder.ts';
import { htmlPage } from './html-page.ts';
import { hasChromium, startChromium } from './testing/chromium.ts';

const attack = `${attacks.join(' ')} \x1b[31;1mred\x1b[0m`;
const said = (text: string): EventBody => ({ type: 'console.received', console: 'a53', bytes: Buffer.from(text).toString('base64') });

const hostileRun = (): LabEvent[] => {
  const known = { link: 'javascript:window.attacked=1', note: attack };
  const failing = scenario(`dies ${attack}`, { place: 'suites/boot.ts:12:1', expects: { known } });
  const evil = { ...incident, title: attack, lines: [attack], knownIssue: 'javascript:window.attacked=1' };
  return journal(
    runStarted,
    { type: 'board.opened', model: attack, speed: 50, simulated: true },
    { type: 'board.identified', properties: { [attack]: attack } },
    { type: 'power.switched', state: 'on', driver: attack },
    ...played(
      failing,
      { verdict: 'failed', errors: [error({ message: attack, evidence: [`a53 at 1.010 s: ${attack}`], remedy: attack, place: attack })] },
      { type: 'scenario.step', scenario: failing.id, text: attack },
      said(`${attack}\r\nlogin: `),
      { type: 'kmsg.received', line: `[    1.0] remoteproc remoteproc0: powering up ${attack}` },
      { type: 'command.finished', via: 'ssh', command: attack, output: { exitCode: 1, stdout: attack, stderr: attack, durationMs: 1 } },
      observed(observation('alive', 'mute', { kernelLines: [attack], evidence: [attack] })),
      { type: 'incident.opened', incident: evil, expected: false, scenario: failing.id },
    ),
    ...played(scenario('is known', { expects: { known } }), { verdict: 'known' }),
    { type: 'run.finished', exitCode: 1, reason: attack },
  );
};

describe.skipIf(!hasChromium)('index.html in Chromium, opened as a file (apt-get install chromium)', () => {
  let browser: Browser;
  const dirs: string[] = [];
  beforeAll(async () => {
    await bringPageUpToDate();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
  });

  const written = async (events: readonly LabEvent[]): Promise<string> => {
    const dir = mkdtempSync(join(tmpdir(), 'hil-page-'));
    dirs.push(dir);
    await writeRunFolder(dir, events);
    await htmlPage().write(await readJournal(dir, { consoles: true }), dir);
    return dir;
  };

  /** What the page complained of, asked of a network or was made to do is a failure of the test. */
  const open = async (dir: string, { hash = '', ...options }: BrowserContextOptions & { hash?: string } = {}): Promise<Page> => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('pageerror', ({ message }) => troubles.push(message));
    page.on('console', (message) => troubles.push(message.text()));
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => troubles.push('a dialog')));
    page.on('request', (request) => request.url().startsWith('file:') || troubles.push(request.url()));
    onTestFinished(async () => {
      expect(troubles).toEqual([]);
      await context.close();
    });
    await page.goto(`${pathToFileURL(join(dir, 'index.html')).href}${hash}`);
    return page;
  };

  test('the first screen says what failed, whom to wake, why and where, also without a script', async () => {
    const dir = await written(eventfulRun());
    for (const javaScriptEnabled of [true, false]) {
      const page = await open(dir, { javaScriptEnabled });
      expect(await page.textContent('h1')).toBe('interrupted by SIGINT');
      expect(await page.textContent('.whom')).toContain("exit code 2: wake the lab's or the runner's owner");
      expect(await page.locator('#failures .failure').count()).toBe(5);
      expect(await page.textContent('#failures')).toContain('shelly 10.0.7.41 does not answer');
      expect(await page.textContent('#matrix')).toContain('predicted alive');
      expect(await page.locator('#known a[href^="https://community.toradex.com"]').count()).toBe(1);
      await page.locator('.scenario.failed summary').first().click();
      expect(await page.locator('.scenario.failed .body').first().isVisible()).toBe(true);
      if (!javaScriptEnabled) expect(await page.textContent('#timeline')).toContain('hil log');
    }
  });

  test('what a board said stays text, whatever it said', async () => {
    const page = await open(await written(hostileRun()), { hash: '#t=0.010&b=virtual' });
    await page.locator('.row.lane-a53').first().waitFor();
    expect(await page.evaluate('window.attacked')).toBeUndefined();
    expect(await page.locator('script:not([src^="page/"]), img, svg, iframe, [onload], [onerror], [style*="url"]').count()).toBe(0);
    expect(await page.locator('a[href*="javascript" i]').count()).toBe(0);
    expect(await page.locator('.row.lane-a53 .ansi-red').count()).toBe(1);
    const text = (await page.content()) + readFileSync(join(dirs.at(-1)!, 'page/timeline-0-0.js'), 'utf8');
    expect(text).not.toMatch(/[\0-\x08\x0e-\x1f\u202a-\u202e\u2066-\u2069\u2028]/);
    expect(text).toContain('window.attacked=1');
  });

  test('a link to a moment shows its line, the keyboard moves, and the search finds across lanes', async () => {
    const page = await open(await written(hostileRun()));
    await page.locator('.detail a').waitFor();
    await page.locator('.failure .evidence a').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**#t=0.010&b=virtual');
    await page.locator('.row.selected').waitFor();
    await expect.poll(() => page.textContent('.detail')).toContain('03:00:00.0');
    await page.locator('.failure .about a').first().click();
    await expect.poll(() => page.textContent('.detail')).toContain('begins: cold-boot > dies');
    await page.keyboard.press('Home');
    const first = await page.textContent('.row.selected');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.textContent('.row.selected')).not.toBe(first);
    await page.keyboard.press('/');
    await page.keyboard.type('WINDOW.attacked');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.textContent('.found')).toMatch(/^1 of \d+$/);
    await page.locator('.log').focus();
    await page.keyboard.press('n');
    await expect.poll(() => page.textContent('.found')).toMatch(/^2 of \d+$/);
    await page.locator('.tools .lane-event').click();
    await expect.poll(() => page.locator('.row.lane-event').count()).toBe(0);
  });

  test('1,000 scenarios on a phone in the dark: nothing is wider than the screen, and the filter leaves what is asked for', async () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      played(scenario(`number ${index}`), index % 100 === 7 ? { verdict: 'failed', errors: [error()] } : {}),
    );
    const dir = await written(journal(runStarted, ...many.flat(), { type: 'run.finished', exitCode: 1 }));
    const page = await open(dir, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    expect(await page.locator('#scenarios > details').count()).toBe(1000);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.locator('#filter input').fill('failed 107');
    expect(await page.locator('#scenarios > details:visible').count()).toBe(1);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(20, 23, 26)');
  });
});
