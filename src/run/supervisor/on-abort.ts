/** Why somebody wants the run to end, as one sentence. */
export const reasonOf = (signal: AbortSignal): string => (signal.reason instanceof Error ? signal.reason.message : 'interrupted');

/** Acts at once where it has happened already. */
export const onAbort = (signal: AbortSignal | undefined, act: () => void): void => {
  if (signal?.aborted) act();
  else signal?.addEventListener('abort', act, { once: true });
};
