import type { LabEvent } from '../../core/event.ts';

/** The wall clock of a run, from its beginning; a journal without one has its times in seconds of the host's own clock. */
export const wallClock = (begun: Extract<LabEvent, { readonly type: 'run.started' }> | undefined): ((at: number) => string) => {
  const started = begun ? Date.parse(begun.startedAt) : Number.NaN;
  if (!begun || Number.isNaN(started)) return (at) => `${(at / 1000).toFixed(3)}s`;
  return (at) => new Date(started + at - begun.at).toISOString();
};
