import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clockText } from './moment.ts';
import { type BoardTimeline, type Mark, type RowLane, rowLanes, type SpanLane, type TimelineIndex, type Tone } from './timeline-data.ts';

interface GraphLane {
  readonly label: string;
  readonly span?: SpanLane;
  readonly marks?: readonly Mark['lane'][];
  readonly rows?: RowLane;
}

export const graphLanes: readonly GraphLane[] = [
  { label: 'relay', span: 'power' },
  { label: 'boot stage', span: 'stage' },
  { label: 'scenario', span: 'scenario', marks: ['step'] },
  { label: 'A53 console', rows: 'a53' },
  { label: 'M7 console', rows: 'm7' },
  { label: 'kernel log', rows: 'kmsg' },
  { label: 'commands', rows: 'command' },
  { label: 'remoteproc', span: 'remoteproc', marks: ['observation'] },
  { label: 'incidents', marks: ['incident'] },
];

const laneHeight = 20;
const axisHeight = 30;
const leastMs = 5;

export interface GraphOptions {
  readonly host: HTMLElement;
  readonly index: TimelineIndex;
  readonly board: BoardTimeline;
  readonly onMoment: (at: number) => void;
}

/** The lanes of a board over time, with one cursor. Dragging zooms, a double click shows all. Milliseconds of the run on its axis. */
export class Graph {
  readonly #options: GraphOptions;
  readonly #plot: uPlot;
  #cursor = 0;
  #found: readonly number[] = [];
  constructor(options: GraphOptions) {
    this.#options = options;
    const { host, index } = options;
    const colour = (name: string) => (): string => this.#colour(name);
    this.#plot = new uPlot(
      {
        width: this.#width,
        height: graphLanes.length * laneHeight + axisHeight,
        padding: [0, 12, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: true, y: false, dist: 6 } },
        scales: { x: { time: false, range: (_plot, min, max) => [min, Math.max(max, min + leastMs)] }, y: { range: [0, 1] } },
        axes: [
          {
            size: axisHeight,
            space: 110,
            stroke: colour('--muted'),
            grid: { stroke: colour('--line'), width: 1 },
            ticks: { show: false },
            // Half of a clock at an edge would be another time.
            values: (plot, splits) => splits.map((at) => (plot.valToPos(at, 'x') > plot.over.clientWidth - 34 ? '' : clockText(index, at))),
          },
          { size: 92, values: () => [], grid: { show: false }, ticks: { show: false }, splits: () => [] },
        ],
        series: [{}, { paths: () => null, points: { show: false } }],
        hooks: { draw: [() => this.#draw()] },
      },
      [
        [0, Math.max(index.durationMs, leastMs)],
        [0, 0],
      ],
      host,
    );
    this.#listen();
  }

  moveTo(at: number): void {
    this.#cursor = at;
    const { min = 0, max = 0 } = this.#plot.scales['x'] ?? {};
    if (at < (min ?? 0) || at > (max ?? 0)) this.#show(at - ((max ?? 0) - (min ?? 0)) / 2, (max ?? 0) - (min ?? 0));
    else this.#plot.redraw(false);
  }

  mark(found: readonly number[]): void {
    this.#found = found;
    this.#plot.redraw(false);
  }

  /** factor under 1: closer; about the cursor. */
  zoom(factor: number, about = this.#cursor): void {
    const [from, span] = this.#range;
    const wanted = Math.min(Math.max(span * factor, leastMs), this.#end);
    this.#show(about - ((about - from) / span) * wanted, wanted);
  }

  pan(share: number): void {
    const [from, span] = this.#range;
    this.#show(from + share * span, span);
  }

  fit(): void {
    this.#show(0, this.#end);
  }

  resize(): void {
    this.#plot.setSize({ width: this.#width, height: this.#plot.height });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  get #width(): number {
    return Math.max(280, this.#options.host.clientWidth);
  }

  get #end(): number {
    return Math.max(this.#options.index.durationMs, leastMs);
  }

  get #range(): [from: number, span: number] {
    const { min, max } = this.#plot.scales['x']!;
    return [min ?? 0, (max ?? 0) - (min ?? 0)];
  }

  #show(from: number, span: number): void {
    const begin = Math.min(Math.max(0, from), Math.max(0, this.#end - span));
    this.#plot.setScale('x', { min: begin, max: begin + span });
  }

  #listen(): void {
    const { over } = this.#plot;
    over.addEventListener('click', () => {
      const { left = 0 } = this.#plot.cursor;
      if (this.#plot.select.width < 4) this.#options.onMoment(this.#plot.posToVal(left ?? 0, 'x'));
    });
    over.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.shiftKey && Math.abs(event.deltaX) < Math.abs(event.deltaY)) return;
        event.preventDefault();
        if (event.ctrlKey) this.zoom(event.deltaY > 0 ? 1.3 : 1 / 1.3, this.#plot.posToVal(event.offsetX, 'x'));
        else this.pan((event.deltaX || event.deltaY) / 1000);
      },
      { passive: false },
    );
  }

  #colour(name: string): string {
    return getComputedStyle(this.#options.host).getPropertyValue(name).trim();
  }

  #draw(): void {
    const { ctx, bbox } = this.#plot;
    const scale = devicePixelRatio;
    ctx.save();
    ctx.font = `${11 * scale}px system-ui, sans-serif`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    graphLanes.forEach((lane, index) => {
      const top = bbox.top + index * laneHeight * scale;
      ctx.fillStyle = this.#colour('--muted');
      ctx.fillText(lane.label, 6 * scale, top + (laneHeight / 2) * scale);
      ctx.fillStyle = this.#colour('--line');
      ctx.fillRect(bbox.left, top + laneHeight * scale - 1, bbox.width, 1);
    });
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const [index, lane] of graphLanes.entries())
      this.#drawLane(lane, bbox.top + (index * laneHeight + 2) * scale, (laneHeight - 4) * scale);
    this.#line(this.#cursor, '--accent', 2 * scale);
    for (const at of this.#found) this.#line(at, '--found', scale, 6 * scale);
    ctx.restore();
  }

  #drawLane({ span, marks, rows }: GraphLane, top: number, height: number): void {
    const { spans, marks: all } = this.#options.board;
    if (span) for (const each of spans) if (each.lane === span) this.#bar(each, top, height);
    if (rows) this.#density(rowLanes.indexOf(rows), top, height);
    for (const { lane, at, tone } of marks ? all : []) if (marks!.includes(lane)) this.#tick(at, tone, top, height);
  }

  #bar({ from, to, label, tone }: BoardTimeline['spans'][number], top: number, height: number): void {
    const { ctx } = this.#plot;
    const [left, right] = [this.#x(from), this.#x(to)];
    if (right < this.#plot.bbox.left || left > this.#plot.bbox.left + this.#plot.bbox.width) return;
    const width = Math.max(1, right - left);
    ctx.fillStyle = this.#colour(`--tone-${tone}`);
    ctx.fillRect(left, top, width, height);
    const begin = Math.max(left, this.#plot.bbox.left) + 3;
    const room = Math.floor((right - begin) / (6.2 * devicePixelRatio));
    if (room < 4) return;
    ctx.fillStyle = this.#colour('--bar-text');
    ctx.fillText(label.length > room ? `${label.slice(0, room - 1)}…` : label, begin, top + height / 2);
  }

  #tick(at: number, tone: Tone, top: number, height: number): void {
    const { ctx } = this.#plot;
    ctx.fillStyle = this.#colour(`--mark-${tone}`);
    ctx.fillRect(this.#x(at) - devicePixelRatio, top, 2.5 * devicePixelRatio, height);
  }

  /** A column for each pixel that has rows, higher for more of them; few must be seen beside many, so the heights are logarithms. */
  #density(lane: number, top: number, height: number): void {
    const { ctx } = this.#plot;
    const { stepMs, counts } = this.#options.board.density;
    const columns = new Map<number, number>();
    const width = Math.max(1, Math.round(this.#x(stepMs) - this.#x(0)));
    counts[lane]?.forEach((count, step) => {
      const x = Math.round(this.#x(step * stepMs));
      if (count > 0) columns.set(x, (columns.get(x) ?? 0) + count);
    });
    ctx.fillStyle = this.#colour(`--lane-${rowLanes[lane]}`);
    for (const [x, count] of columns) {
      const high = Math.min(height, height * (0.25 + 0.25 * Math.log10(count)));
      ctx.fillRect(x, top + height - high, width, high);
    }
  }

  #line(at: number, colour: string, width: number, height = this.#plot.bbox.height): void {
    const { ctx, bbox } = this.#plot;
    ctx.fillStyle = this.#colour(colour);
    ctx.fillRect(this.#x(at) - width / 2, bbox.top, width, height);
  }

  #x(at: number): number {
    return this.#plot.valToPos(at, 'x', true);
  }
}
