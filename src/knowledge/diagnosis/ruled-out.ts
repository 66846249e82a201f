export interface RuledOut {
  readonly what: string;
  readonly because: string;
  /** The quoted line that rules it out. */
  readonly evidence: string;
}
