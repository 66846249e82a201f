import type { TimelineIndex } from '../../page/timeline-data.ts';

const lanes = ['power', 'stage', 'scenario', 'step', 'remoteproc', 'observation', 'incident'];

/** The bars and ticks of a run as Chrome trace events, which ui.perfetto.dev and chrome://tracing open: a process for each board, a thread for each lane. */
export const traceOf = ({ boards }: TimelineIndex): object => ({
  displayTimeUnit: 'ms',
  traceEvents: boards.flatMap(({ name, spans, marks }, pid) => [
    { ph: 'M', pid, tid: 0, name: 'process_name', args: { name } },
    ...lanes.map((lane, tid) => ({ ph: 'M', pid, tid, name: 'thread_name', args: { name: lane } })),
    ...spans.map(({ lane, from, to, label, tone }) => ({
      ph: 'X',
      pid,
      tid: lanes.indexOf(lane),
      name: label,
      cat: tone,
      ts: micros(from),
      dur: micros(to - from),
    })),
    ...marks.map(({ lane, at, label, tone }) => ({
      ph: 'i',
      s: 't',
      pid,
      tid: lanes.indexOf(lane),
      name: label,
      cat: tone,
      ts: micros(at),
    })),
  ]),
});

const micros = (ms: number): number => Math.round(ms * 1000);
