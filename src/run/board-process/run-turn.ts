/** Which of the repetitions, from 1, and which scenarios of it: all of them where nothing is said. */
export interface RunTurn {
  readonly round: number;
  readonly ids?: readonly string[] | undefined;
}
