/** A log that cannot be read as it was asked for, in one sentence. */
export class UnreadableError extends Error {}

/** A file, or a log in an archive, that is cut off, spoilt or followed by something else. */
export class DamagedError extends Error {}

/** A piece of a log, or its end. `log`: the file as it was named, and behind it the name within an archive. */
export type LogPart =
  | { readonly log: string; readonly bytes: Uint8Array }
  | { readonly log: string; readonly problem: UnreadableError | DamagedError | undefined };

/** A name in an archive is somebody else's text, and no path that is ever opened. */
export const nameWithin = (archive: string, member: string): string => `${archive}/${member.replace(/^(?:\.?\/)+/, '')}`;
