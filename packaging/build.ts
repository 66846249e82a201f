import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.ts';

// What `npm pack` puts into the package beside suites and firmware: compiled modules with their types, and the files that they read.
const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

rmSync(join(root, 'dist'), { recursive: true, force: true });
// npm run check looks at the types; here it would take as long again.
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noCheck'], { cwd: root, stdio: 'inherit' });

const isOfTests = (path: string): boolean => /\/(testing|recordings)(\/|$)/.test(path);
// Its browser part is built into assets/.
const isOfPage = (path: string): boolean => path.includes('/src/page/');
const isSource = (path: string): boolean => ['.ts', '.md'].includes(extname(path));
cpSync(join(root, 'src'), join(root, 'dist'), {
  recursive: true,
  filter: (path) => !isOfTests(path) && !isOfPage(path) && !isSource(path),
});
await buildPage();
