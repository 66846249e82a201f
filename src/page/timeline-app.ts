import { type ComponentChild, h, render } from 'preact';
import { ChunkStore } from './chunk-store.ts';
import { Graph } from './graph.ts';
import { coloured } from './log-rows.ts';
import { LogView } from './log-view.ts';
import { clockText, hashOf, poweredText } from './moment.ts';
import { type Found, mostFound, search } from './search.ts';
import { type BoardTimeline, type RowTuple, rowLanes, type TimelineIndex } from './timeline-data.ts';

const laneNames = { a53: 'A53', m7: 'M7', kmsg: 'kernel', command: 'commands', event: 'events' } as const;

/** The timeline of one board: its lanes, its log, and one cursor for both. */
export class TimelineApp {
  readonly #index: TimelineIndex;
  readonly #board: BoardTimeline;
  readonly #store: ChunkStore;
  readonly #tools: HTMLElement;
  readonly #detail: HTMLElement;
  readonly #graph: Graph;
  readonly #log: LogView;
  readonly #choose: (board: string) => void;
  #shown = rowLanes.map(() => true);
  #row: RowTuple | undefined;
  #found: readonly Found[] = [];
  #current = -1;
  #isDone = 1;
  #searching = new AbortController();
  constructor(host: HTMLElement, index: TimelineIndex, number: number, choose: (board: string) => void) {
    this.#index = index;
    this.#board = index.boards[number]!;
    this.#store = new ChunkStore(number);
    this.#choose = choose;
    const part = (className: string): HTMLElement => {
      const element = document.createElement('div');
      element.className = className;
      host.append(element);
      return element;
    };
    host.replaceChildren();
    this.#tools = part('tools');
    const graph = part('graph');
    const log = part('log');
    log.tabIndex = 0;
    log.setAttribute('role', 'log');
    log.setAttribute('aria-label', 'what was heard, line by line');
    this.#detail = part('detail');
    this.#graph = new Graph({ host: graph, index, board: this.#board, onMoment: (at) => void this.goTo(at) });
    this.#log = new LogView({ host: log, index, board: this.#board, store: this.#store, onRow: (row) => this.#selected(row) });
    log.addEventListener('keydown', (event) => this.#pressed(event));
    new ResizeObserver(() => {
      this.#graph.resize();
      this.#log.resize();
    }).observe(host);
    this.#draw();
    this.#log.select(0);
  }

  get store(): ChunkStore {
    return this.#store;
  }

  get board(): string {
    return this.#board.name;
  }

  goTo(at: number): Promise<void> {
    this.#graph.moveTo(at);
    return this.#log.goTo(at);
  }

  redraw(): void {
    this.#graph.resize();
  }

  #selected(row: RowTuple): void {
    this.#row = row;
    this.#graph.moveTo(row[0]);
    this.#draw();
  }

  #pressed(event: KeyboardEvent): void {
    const act = this.#keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  readonly #keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => this.#log.move(1),
    ArrowUp: () => this.#log.move(-1),
    PageDown: () => this.#log.move(this.#log.visible - 2),
    PageUp: () => this.#log.move(2 - this.#log.visible),
    Home: () => this.#log.move(Number.NEGATIVE_INFINITY),
    End: () => this.#log.move(Number.POSITIVE_INFINITY),
    ArrowLeft: () => this.#graph.pan(-0.25),
    ArrowRight: () => this.#graph.pan(0.25),
    '+': () => this.#graph.zoom(0.5),
    '-': () => this.#graph.zoom(2),
    '0': () => this.#graph.fit(),
    n: () => this.#next(1),
    N: () => this.#next(-1),
    '/': () => this.#tools.querySelector('input')?.focus(),
  };

  #search(text: string): void {
    this.#searching.abort();
    this.#searching = new AbortController();
    this.#log.highlight(text);
    this.#take([], 1);
    this.#current = -1;
    if (text === '') return;
    const tell = (found: readonly Found[], done: number): void => this.#take([...found], done);
    void search(this.#board, this.#store, { text, shown: this.#shown, signal: this.#searching.signal, tell });
  }

  #take(found: readonly Found[], done: number): void {
    this.#found = found;
    this.#isDone = done;
    this.#graph.mark(found.map(({ row }) => row[0]));
    if (this.#current < 0 && found.length > 0) this.#next(1);
    this.#draw();
  }

  #next(step: number): void {
    if (this.#found.length === 0) return;
    this.#current = this.#current < 0 ? 0 : (this.#current + step + this.#found.length) % this.#found.length;
    const { row } = this.#found[this.#current]!;
    void this.#log.goTo(row[0], row);
    this.#draw();
  }

  #toggle(lane: number): void {
    this.#shown = this.#shown.map((shown, index) => (index === lane ? !shown : shown));
    if (!this.#shown.some(Boolean)) this.#shown = rowLanes.map(() => true);
    this.#log.show(this.#shown, this.#row?.[0] ?? 0);
    this.#draw();
  }

  #draw(): void {
    render(this.#toolbar(), this.#tools);
    render(this.#detailOf(this.#row), this.#detail);
  }

  #toolbar(): ComponentChild[] {
    const button = (label: string, title: string, onClick: () => void): ComponentChild =>
      h('button', { type: 'button', title, onClick }, label);
    const { boards } = this.#index;
    return [
      boards.length > 1
        ? h(
            'select',
            { 'aria-label': 'board', onChange: (event: Event) => this.#choose((event.currentTarget as HTMLSelectElement).value) },
            boards.map(({ name }) => h('option', { value: name, selected: name === this.#board.name }, name)),
          )
        : null,
      rowLanes.map((lane, index) =>
        h(
          'button',
          {
            type: 'button',
            class: `lane lane-${lane}`,
            'aria-pressed': this.#shown[index] ? 'true' : 'false',
            onClick: () => this.#toggle(index),
          },
          laneNames[lane],
        ),
      ),
      h('input', {
        type: 'search',
        placeholder: 'search all lanes  ( / )',
        'aria-label': 'search all lanes',
        onChange: (event: Event) => this.#search((event.currentTarget as HTMLInputElement).value),
      }),
      h('span', { class: 'group' }, [
        button('↑', 'previous match (N)', () => this.#next(-1)),
        button('↓', 'next match (n)', () => this.#next(1)),
        h('output', { class: 'found' }, this.#foundText()),
      ]),
      h('span', { class: 'group' }, [
        button('−', 'show more time (-)', () => this.#graph.zoom(2)),
        button('+', 'show less time (+)', () => this.#graph.zoom(0.5)),
        button('all', 'show the whole run (0)', () => this.#graph.fit()),
      ]),
    ];
  }

  #foundText(): string {
    const count = `${this.#found.length}${this.#found.length >= mostFound ? ' or more' : ''}`;
    const place = this.#current < 0 ? '' : `${this.#current + 1} of `;
    return this.#isDone < 1 ? `${count}, ${Math.round(this.#isDone * 100)} % searched` : this.#found.length === 0 ? '' : `${place}${count}`;
  }

  #detailOf(row: RowTuple | undefined): ComponentChild {
    if (!row) return null;
    const [at, lane, text] = row;
    const powered = poweredText(this.#board, at);
    return [
      h('a', { href: hashOf({ at, board: this.#board.name }), title: 'link to this moment' }, clockText(this.#index, at)),
      h('span', {}, powered === '' ? 'power off' : `${powered} s since power-on`),
      h('b', {}, laneNames[rowLanes[lane]!]),
      h('pre', {}, coloured(text)),
    ];
  }
}
