import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { junitCases } from '../src/cli/testing/junit-cases.ts';
import type { LabEvent } from '../src/core/event.ts';
import { readJournal } from '../src/journal/read-journal.ts';

const schema = fileURLToPath(new URL('../src/report/testing/junit-10.xsd', import.meta.url));

/** What is wrong with the junit.xml of a run, held against its journal: invalid, a scenario that is missing, one without a reason. */
export const junitProblems = async (run: string): Promise<string[]> => {
  const path = join(run, 'junit.xml');
  const events = await readJournal(run);
  const wasCollected = events.some(({ type }) => type === 'scenario.collected');
  if (!existsSync(path)) return [`there is no junit.xml${wasCollected ? '' : ', and no scenario was collected'}`];
  const xml = readFileSync(path, 'utf8');
  return [...invalidJunit(xml), ...untold(xml, events)];
};

/** What the schema says against a junit.xml. */
export const invalidJunit = (xml: string): string[] => {
  const { status, stderr, error } = spawnSync('xmllint', ['--noout', '--schema', schema, '-'], { input: xml, encoding: 'utf8' });
  if (error) return /<\/testsuites>\s*$/.test(xml) ? [] : ['junit.xml ends in the middle'];
  return status === 0 ? [] : [`junit.xml is not valid: ${stderr.split('\n')[0]}`];
};

const untold = (xml: string, events: readonly LabEvent[]): string[] => {
  const cases = junitCases(xml);
  const passed = new Set(
    events.flatMap((event) => (event.type === 'scenario.finished' && event.result.verdict === 'passed' ? [event.scenario] : [])),
  );
  const collected = events.flatMap((event) => (event.type === 'scenario.collected' ? [event.scenario] : []));
  return collected.flatMap(({ id, name }) => {
    const found = cases.filter((one) => one.name === name);
    if (found.length !== 1) return [`'${id}' is ${found.length} times in junit.xml`];
    const { kind, message } = found[0]!;
    const isBad = (kind === 'error' || kind === 'failure') && message !== '';
    if (passed.has(id) === isBad) return [`'${id}' ${isBad ? 'passed and is bad' : 'did not pass and has no reason'} in junit.xml`];
    return [];
  });
};
