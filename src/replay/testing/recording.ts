import { mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** A journal in one file: each of its files as a line with its path, behind it the file's own lines. */
export const packRecording = (run: string): Buffer => gzipSync(journalFilesIn(run).map(packed(run)).join(''), { level: 9 });

/** Writes a recorded journal into a folder, and returns all of it as text. */
export const unpackRecording = (recording: Uint8Array, dir: string): string => {
  const text = gunzipSync(recording).toString();
  for (const part of text.split(/^(?==== )/m)) {
    const end = part.indexOf('\n');
    const path = join(dir, part.slice('=== '.length, end));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, part.slice(end + 1));
  }
  return text;
};

const journalFilesIn = (run: string): string[] =>
  readdirSync(run, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ndjson') && statSync(join(run, name)).isFile())
    .sort();

const packed =
  (run: string) =>
  (name: string): string =>
    `=== ${name}\n${withoutHost(readFileSync(join(run, name), 'utf8'), run)}`;

// Where a checkout and its reports lie is nobody's business, and judges nothing.
const withoutHost = (text: string, run: string): string =>
  text
    .replaceAll(`${process.cwd()}/`, '/lab/')
    .replaceAll(realpathSync(run), '/lab/reports/run')
    .replaceAll(dirname(realpathSync(run)), '/lab/reports');
