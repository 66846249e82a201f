import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { type Run, scenariosOf } from '../run-model.ts';
import { type Child, el, section } from './elements.ts';
import { failures, headline, type IdOf, matrix, notices, versions } from './overview.ts';
import { scenarioView } from './scenario-view.ts';

export interface PageParts {
  readonly run: Run;
  /** What is not as in the run before. */
  readonly changes: Child;
  /** Files beside the page, relative to it. */
  readonly files: readonly string[];
  /** Whether the script of the page was built. */
  readonly isAlive: boolean;
}

// No script but the files beside it, nothing from a network, no plug-in, no form, no other base for its links: whatever a board said stays text.
const policy =
  "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' data:; base-uri 'none'; form-action 'none'";

/** The page as HTML that says everything but the timeline without a script. */
export const pageHtml = ({ run, changes, files, isAlive }: PageParts): string => {
  const scenarios = scenariosOf(run);
  const ids = new Map(scenarios.map((scenario, index) => [scenario, `s${index + 1}`]));
  const idOf: IdOf = (scenario) => ids.get(scenario) ?? '';
  // Nobody knows what a run without an exit code came to, and one without a failure may still have failed.
  const title = `${run.exitCode === 0 ? '✓' : '✗'} ${run.name || 'run'}`;
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', {}, title),
      h('link', { rel: 'stylesheet', href: 'page/page.css' }),
      isAlive ? [h('script', { src: 'page/page.js', defer: true }), h('script', { src: 'page/timeline.js', defer: true })] : null,
    ),
    h(
      'body',
      {},
      headline(run),
      h('nav', {}),
      h(
        'main',
        {},
        failures(run, idOf),
        changes,
        matrix(run),
        notices(run, idOf),
        section(
          'scenarios',
          'Scenarios',
          scenarios.length > 0 ? h('div', { id: 'filter' }) : el('p', 'about', 'no scenario ran'),
          scenarios.map((scenario) => scenarioView(run, scenario, idOf(scenario))),
        ),
        timelinePlace(isAlive),
        versions(run),
        section(
          'files',
          'Files',
          el(
            'ul',
            'files',
            files.map((file) => el('li', '', h('a', { href: file }, file))),
          ),
        ),
      ),
    ),
  );
  const html = renderToString(page);
  return `<!doctype html>\n${html.replace('<nav></nav>', () => renderToString(navigationOf(html)))}\n`;
};

const places = ['failures', 'changes', 'matrix', 'known', 'scenarios', 'timeline', 'versions', 'files'];

// To what is there; no text of a board looks like the begin of a section.
const navigationOf = (html: string): ReturnType<typeof h> =>
  h(
    'nav',
    {},
    places.filter((id) => html.includes(`<section id="${id}"`)).map((id) => h('a', { href: `#${id}` }, id)),
  );

const timelinePlace = (isAlive: boolean): Child =>
  h(
    'section',
    { id: 'timeline' },
    el('h2', '', 'Timeline'),
    h(
      'div',
      { id: 'timeline-app' },
      el(
        'p',
        'about',
        isAlive
          ? 'The timeline needs JavaScript. The same lines with their times: hil log'
          : 'The timeline was not built into this copy of verdin-hil (npm run build:page). The same lines with their times: hil log',
      ),
    ),
  );
