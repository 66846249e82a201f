/** One line as it came: bytes as Latin-1 characters, so that offsets are byte offsets and no chunk border can fall inside a character. */
export interface RawLine {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
  /** Offset of its first byte and of the byte behind its last one. */
  readonly start: number;
  readonly end: number;
  readonly at: number;
}
