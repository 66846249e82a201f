/** A variable that stands in the environment of every process that a run starts, with a value that is this run's alone. */
export const runMarkName = 'HIL_RUN';
