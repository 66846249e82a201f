import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Makes assets/page/ of src/page/: the script and the style that every page of a run has beside it. */
export const buildPage = async (): Promise<void> => {
  await build({
    root: `${root}src/page`,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: `${root}assets/page`,
      emptyOutDir: true,
      target: 'es2022',
      lib: { entry: 'main.ts', formats: ['iife'], name: 'hilPage', fileName: () => 'page.js', cssFileName: 'page' },
    },
  });
};

/** The same where it is not there or older than its sources. */
export const bringPageUpToDate = async (): Promise<void> => {
  const built = `${root}assets/page/page.js`;
  const sources = readdirSync(`${root}src/page`).map((name) => statSync(`${root}src/page/${name}`).mtimeMs);
  if (!existsSync(built) || statSync(built).mtimeMs < Math.max(...sources)) await buildPage();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // What only this step needs is not installed for use alone: npm ci --omit=dev.
  if (existsSync(`${root}node_modules/uplot`)) await buildPage();
  else process.stderr.write('the timeline of reports is not built: packages for development are not installed\n');
}
