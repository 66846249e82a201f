import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startChromium } from '../src/report/page/testing/chromium.ts';

// The pictures of docs/reports.md, of a run of one's choice: npm run docs:pictures -- reports/latest
const [run = 'reports/latest', moment = ''] = process.argv.slice(2);
const page = pathToFileURL(join(resolve(run), 'index.html')).href;
const pictures = [
  { name: 'page', hash: '', colorScheme: 'light', viewport: { width: 1200, height: 760 } },
  { name: 'timeline', hash: moment || '#timeline', colorScheme: 'dark', viewport: { width: 1200, height: 760 } },
  { name: 'phone', hash: moment || '#timeline', colorScheme: 'light', viewport: { width: 390, height: 760 } },
] as const;

const browser = await startChromium();
for (const { name, hash, ...options } of pictures) {
  const tab = await browser.newPage(options);
  await tab.goto(`${page}${hash}`);
  await tab.locator('.row.selected').waitFor();
  if (moment && hash) for (let times = 0; times < 3; times++) await tab.locator('.tools button', { hasText: '+' }).click();
  await tab.screenshot({ path: fileURLToPath(new URL(`../docs/pictures/${name}.png`, import.meta.url)) });
}
await browser.close();
