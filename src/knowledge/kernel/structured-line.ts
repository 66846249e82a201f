import type { Message } from './normalise.ts';

/** A record of a log that is kept as fields: `journalctl -o json`, `-o json-pretty`, `-o verbose` and `-o export`, `dmesg --json`, the logs of LAVA and of containers. */
export interface StructuredLine {
  /** Undefined for a line that is no message. */
  readonly text: string | undefined;
  readonly time: number | undefined;
  readonly stamped: boolean;
  readonly filed: boolean;
}

const field = /"(?:MESSAGE|message|msg|log)" ?: *"((?:[^"\\]|\\.)*)/;
const monotonic = /"(?:_SOURCE|_)_?MONOTONIC_TIMESTAMP" ?: *"(\d+)"/;
const ofKernel = /"(?:_TRANSPORT|SYSLOG_IDENTIFIER)" ?: *"kernel"/;
const notOfKernel = /"_TRANSPORT" ?: *"|"lvl": *"(?!target)/;
const assignment = /^\s{0,8}MESSAGE=(.*)$/;
const frame =
  /^\s*(?:\{|\}|\]|\},?\{|"dmesg": \[|"(?:pri|time|fac|caller|_{0,2}[A-Z][A-Z_]+)" ?: .*)$|^\s{0,8}_{0,2}[A-Z][A-Z0-9]*_[A-Z0-9_]+=/;

/** The message of `journalctl -o export` with what the fields in front of it say: that the kernel wrote it, and when. */
export const ofRecord = (message: Message, line: string, log: { before(count: number): readonly string[] }): Message => {
  if (!line.startsWith('MESSAGE=')) return message;
  const before = log.before(mostFields);
  const fields = before.slice(before.findLastIndex((text) => text.trim() === '') + 1);
  if (!fields.some((text) => transport.test(text))) return message;
  const usec = fields.map((text) => monotonicField.exec(text)?.[1]).find((value) => value !== undefined);
  return { ...message, time: message.time ?? (usec === undefined ? undefined : Number(usec) / 1e6), stamped: true };
};

const mostFields = 24;
const transport = /^(?:_TRANSPORT|SYSLOG_IDENTIFIER)=kernel\s*$/;
const monotonicField = /^(?:_SOURCE|_)_MONOTONIC_TIMESTAMP=(\d+)\s*$/;

/** Undefined for a line of plain text. */
export const structuredLine = (line: string): StructuredLine | undefined => {
  const first = line.trimStart()[0];
  if (first === '{' || first === '"' || first === '}' || first === ']' || first === '-' || line.startsWith('data: {')) return ofJson(line);
  const message = assignment.exec(line)?.[1];
  if (message !== undefined) return { text: message, time: undefined, stamped: false, filed: true };
  return frame.test(line) ? nothing : undefined;
};

const nothing: StructuredLine = { text: undefined, time: undefined, stamped: false, filed: false };

const ofJson = (line: string): StructuredLine | undefined => {
  const text = field.exec(line)?.[1];
  if (text === undefined) return frame.test(line) ? nothing : undefined;
  const usec = monotonic.exec(line)?.[1];
  const isDmesg = /^\s*"msg": /.test(line);
  return {
    text: firstLine(text),
    time: usec === undefined ? undefined : Number(usec) / 1e6,
    stamped: isDmesg || ofKernel.test(line),
    filed: isDmesg || ofKernel.test(line) || notOfKernel.test(line),
  };
};

const firstLine = (literal: string): string => {
  try {
    return (JSON.parse(`"${literal}"`) as string).split('\n')[0]!;
  } catch {
    return literal;
  }
};
