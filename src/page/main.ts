import './page.css';
import { momentIn } from './moment.ts';
import { filterScenarios } from './scenario-filter.ts';
import { TimelineApp } from './timeline-app.ts';
import type { RowTuple, TimelineIndex } from './timeline-data.ts';

declare global {
  interface Window {
    hilTimeline: (index: TimelineIndex) => void;
    hilChunk: (board: number, chunk: number, rows: readonly RowTuple[]) => void;
  }
}

const apps = new Map<number, TimelineApp>();
let index: TimelineIndex | undefined;
let app: TimelineApp | undefined;

const openBoard = (number: number): TimelineApp | undefined => {
  const host = document.getElementById('timeline-app');
  if (!index || !host || !index.boards[number]) return undefined;
  app = new TimelineApp(host, index, number, (name) => openBoard(index!.boards.findIndex((board) => board.name === name)));
  apps.set(number, app);
  return app;
};

window.hilTimeline = (timeline) => {
  index = timeline;
  openBoard(0);
  follow();
};
window.hilChunk = (board, chunk, rows) => apps.get(board)?.store.take(chunk, rows);

/** Goes where the address says: a moment in the timeline, or a scenario, which is opened. */
const follow = (): void => {
  const moment = momentIn(location.hash);
  if (moment) {
    const number = index?.boards.findIndex(({ name }) => name === moment.board) ?? -1;
    const wanted = number >= 0 && app?.board !== moment.board ? openBoard(number) : app;
    document.getElementById('timeline')?.scrollIntoView();
    // The keyboard goes on where the eye is.
    document.querySelector<HTMLElement>('#timeline-app .log')?.focus({ preventScroll: true });
    void wanted?.goTo(moment.at);
    return;
  }
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
};

window.addEventListener('hashchange', follow);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => app?.redraw());
const filter = document.getElementById('filter');
if (filter) filterScenarios(filter);
follow();
