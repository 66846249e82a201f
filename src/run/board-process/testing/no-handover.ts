import { Handover } from '../handover.ts';

/** Of a run that nobody sits at. */
export const noHandover = (): Handover =>
  new Handover({
    terms: { atFailure: false, refusal: 'nobody is there' },
    board: {},
    endState: 'off',
    send: () => {},
    emit: () => {},
    signal: new AbortController().signal,
  });
