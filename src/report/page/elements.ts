import { type ComponentChildren, h } from 'preact';

export type Child = ComponentChildren;

/** An element with a class and children; everything in it that is a string is escaped when it is rendered. */
export const el = (tag: string, className: string, ...children: readonly Child[]): Child =>
  h(tag, className === '' ? {} : { class: className }, ...children);

export const section = (id: string, title: string, ...children: readonly Child[]): Child =>
  children.flat(9).every((child) => child === null || child === undefined || child === '' || child === false)
    ? null
    : h('section', { id }, el('h2', '', title), ...children);

export const table = (head: readonly string[], rows: readonly (readonly Child[])[]): Child =>
  rows.length === 0
    ? null
    : el(
        'div',
        'scroll',
        el(
          'table',
          '',
          el(
            'thead',
            '',
            el(
              'tr',
              '',
              head.map((cell) => el('th', '', cell)),
            ),
          ),
          el('tbody', '', rows.map(tableRow)),
        ),
      );

const tableRow = (cells: readonly Child[]): Child =>
  el(
    'tr',
    '',
    cells.map((cell) => el('td', '', cell)),
  );

/** What a suite calls a link may be anything; only the web's own is one. */
export const link = (url: string, text = url): Child =>
  /^https?:\/\/[^\s"'<>]+$/.test(url) ? h('a', { href: url, rel: 'noopener noreferrer' }, text) : text;

export const lines = (className: string, texts: readonly string[]): Child =>
  texts.length === 0 ? null : el('pre', className, texts.join('\n'));

export const badge = (word: string): Child => el('span', `badge ${word.replaceAll(/[^a-z-]/g, '')}`, word);
