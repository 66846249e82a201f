import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

// Debian's; playwright-core brings no browser of its own.
const executablePath = '/usr/bin/chromium';

export const hasChromium = existsSync(executablePath);

/** Chromium refuses to run as root with its sandbox. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
