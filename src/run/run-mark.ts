/** A variable that stands in the environment of every process that a run starts, with a value that is this run's alone. */
export const runMarkName = 'HIL_RUN';

/** Stands in the environment that a board process was started with, and in that of none it starts: it puts its board in order by itself. */
export const boardProcessMarkName = 'HIL_BOARD_PROCESS';
