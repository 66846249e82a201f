/** The variable that stands in for `$!`. */
export const lastJob = '__job';
/** Names of the commands that stand in for what the shell library cannot do itself. */
export const helper = {
  write: '__write',
  background: '__background',
  silent: '__silent',
  wait: '__wait',
  pour: '__pour',
  sink: '__sink',
  flush: '__flush',
  turn: '__turn',
  device: '__device',
} as const;
