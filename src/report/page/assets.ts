import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Made by packaging/build-page.ts; in a checkout and in the package alike two folders above src/report and dist/report.
const built = fileURLToPath(new URL('../../../assets/page', import.meta.url));
const names = ['page.js', 'page.css'] as const;

/** False in a checkout whose `npm ci` was told to run no scripts. */
export const hasAssets = (): boolean => names.every((name) => existsSync(join(built, name)));

export const copyAssets = async (dir: string): Promise<void> => {
  await mkdir(dir, { recursive: true });
  for (const name of names) await copyFile(join(built, name), join(dir, name));
};
