import { h, render } from 'preact';
import type { ChunkStore } from './chunk-store.ts';
import { logRow, rowHeight } from './log-rows.ts';
import { RowPlaces } from './row-places.ts';
import { type BoardTimeline, type RowTuple, rowLanes, type TimelineIndex } from './timeline-data.ts';

// Browsers lay out no element of more than some 16 million pixels; a longer log has a scroll bar that counts coarser.
const highest = 8_000_000;

export interface LogOptions {
  readonly host: HTMLElement;
  readonly index: TimelineIndex;
  readonly board: BoardTimeline;
  readonly store: ChunkStore;
  /** The selected row is another one. */
  readonly onRow: (row: RowTuple) => void;
}

/** All rows of a board below one another, of which only those in sight exist. Their lanes are columns. */
export class LogView {
  readonly #options: LogOptions;
  readonly #sight = document.createElement('div');
  readonly #room = document.createElement('div');
  #places: RowPlaces;
  #shown: readonly boolean[] = rowLanes.map(() => true);
  #top = 0;
  #selected = 0;
  #wanted = '';
  #isAsked = false;
  #isTold = false;
  constructor(options: LogOptions) {
    this.#options = options;
    this.#places = new RowPlaces(options.board.chunks, this.#shown);
    this.#sight.className = 'sight';
    options.host.append(this.#sight, this.#room);
    options.host.addEventListener('scroll', () => this.#scrolled());
    options.host.addEventListener('wheel', (event) => this.#turned(event), { passive: false });
    this.resize();
  }

  resize(): void {
    this.#room.style.height = `${Math.max(0, this.#height - this.#options.host.clientHeight)}px`;
    this.#draw();
  }

  show(shown: readonly boolean[], at: number): void {
    this.#shown = shown;
    this.#places = new RowPlaces(this.#options.board.chunks, shown);
    this.resize();
    void this.goTo(at);
  }

  highlight(wanted: string): void {
    this.#wanted = wanted;
    this.#draw();
  }

  /** Selects the row nearest to a moment, since links have whole milliseconds, and brings it into sight; of those, this very one where it is given. */
  async goTo(at: number, exact?: RowTuple): Promise<void> {
    const { chunks } = this.#options.board;
    if (chunks.length === 0) return;
    const behind = chunks.findIndex(({ to }) => to >= at - 0.5);
    const chunk = behind < 0 ? chunks.length - 1 : behind;
    const rows = (await this.#options.store.load(chunk)).filter(([, lane]) => this.#shown[lane]);
    const wanted = exact ? rows.findIndex((row) => row[0] === exact[0] && row[1] === exact[1] && row[2] === exact[2]) : -1;
    const nearest = rows.reduce((best, [time], index) => (Math.abs(time - at) < Math.abs(rows[best]![0] - at) ? index : best), 0);
    this.select(this.#places.startOf(chunk) + (wanted >= 0 ? wanted : nearest));
  }

  /** By its place among all rows. */
  select(row: number): void {
    this.#selected = Math.min(Math.max(0, row), Math.max(0, this.#places.total - 1));
    const inSight = this.#selected >= this.#top + 1 && this.#selected < this.#top + this.#visible - 2;
    if (!inSight) this.#scrollTo(this.#selected - this.#visible / 3);
    else this.#draw();
    this.#tell();
  }

  move(rows: number): void {
    this.select(this.#selected + rows);
  }

  get visible(): number {
    return Math.floor(this.#visible);
  }

  get #height(): number {
    return Math.min(highest, this.#places.total * rowHeight);
  }

  get #visible(): number {
    return Math.max(1, this.#options.host.clientHeight / rowHeight);
  }

  get #lastTop(): number {
    return Math.max(0, this.#places.total - this.#visible);
  }

  #scrollTo(top: number): void {
    this.#top = Math.min(Math.max(0, top), this.#lastTop);
    const { host } = this.#options;
    host.scrollTop = this.#lastTop === 0 ? 0 : (this.#top / this.#lastTop) * (this.#height - host.clientHeight);
    this.#draw();
  }

  #scrolled(): void {
    const { host } = this.#options;
    const room = this.#height - host.clientHeight;
    const top = room <= 0 ? 0 : (host.scrollTop / room) * this.#lastTop;
    // What a pixel of the bar stands for is more than the step that brought us here.
    const isNew = Math.abs(top - this.#top) * rowHeight > Math.max(1, (this.#lastTop * rowHeight) / Math.max(1, room));
    if (isNew) this.#top = top;
    this.#draw();
  }

  /** Where the scroll bar counts coarser than rows, the wheel does not. */
  #turned(event: WheelEvent): void {
    if (this.#places.total * rowHeight <= highest || event.ctrlKey) return;
    event.preventDefault();
    this.#scrollTo(this.#top + event.deltaY / rowHeight);
  }

  #tell(): void {
    const row = this.#rowAt(this.#selected);
    this.#isTold = row !== undefined;
    if (row) this.#options.onRow(row);
  }

  #rowAt(place: number): RowTuple | undefined {
    const { chunk, offset } = this.#places.find(place);
    const rows = this.#options.store.get(chunk);
    if (rows) return this.#ofShown(rows)[offset];
    void this.#options.store.load(chunk).then(() => {
      this.#draw();
      if (!this.#isTold) this.#tell();
    });
    return undefined;
  }

  readonly #filtered = new WeakMap<readonly RowTuple[], { readonly shown: readonly boolean[]; readonly rows: readonly RowTuple[] }>();
  #ofShown(rows: readonly RowTuple[]): readonly RowTuple[] {
    if (this.#shown.every(Boolean)) return rows;
    const known = this.#filtered.get(rows);
    if (known?.shown === this.#shown) return known.rows;
    const filtered = rows.filter(([, lane]) => this.#shown[lane]);
    this.#filtered.set(rows, { shown: this.#shown, rows: filtered });
    return filtered;
  }

  #draw(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#drawNow();
    });
  }

  #drawNow(): void {
    const first = Math.floor(this.#top);
    const count = Math.min(Math.ceil(this.#visible) + 1, this.#places.total - first);
    const { index, board } = this.#options;
    const rows = Array.from({ length: Math.max(0, count) }, (_, offset) => {
      const place = first + offset;
      return logRow({
        index,
        board,
        row: this.#rowAt(place),
        isSelected: place === this.#selected,
        wanted: this.#wanted,
        select: () => this.select(place),
      });
    });
    this.#sight.style.height = `${this.#options.host.clientHeight}px`;
    render(h('div', { class: 'rows', style: { transform: `translateY(${-(this.#top - first) * rowHeight}px)` } }, rows), this.#sight);
  }
}
