import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventBody } from '../core/event.ts';
import { literalSecret } from '../core/secret.ts';
import { junit, junitXml } from './junit.ts';
import { error, eventfulRun, journal, observation, observed, played, runStarted, scenario } from './testing/events.ts';

const schema = join(import.meta.dirname, 'testing/junit-10.xsd');
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

const lint = (xml: string): string => {
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', schema, '-'], { input: xml, encoding: 'utf8' });
  return status === 0 ? '' : stderr;
};

const caseOf = (xml: string, name: string): string => {
  const found = new RegExp(`<testcase [^>]*name="${name}[^"]*"[\\s\\S]*?(?:</testcase>|/>)`).exec(xml);
  if (!found) throw new Error(`no test case ${name} in ${xml}`);
  return found[0];
};

test('each verdict is what its readers expect', () => {
  const xml = junitXml(eventfulRun());
  expect(caseOf(xml, 'lives')).not.toMatch(/<(failure|error|skipped)/);
  expect(caseOf(xml, 'stays mute')).toContain(
    '<skipped message="known failure: https://community.toradex.com/t/21051: remoteproc never writes the start vector"/>',
  );
  expect(caseOf(xml, 'stays mute')).toContain('known failure: https://community.toradex.com/t/21051');
  expect(caseOf(xml, 'fails with')).toMatch(/<failure message="[^"]*red/);
  expect(caseOf(xml, 'relay dead')).toContain('<error message="shelly 10.0.7.41 does not answer" type="PowerError">');
  expect(caseOf(xml, 'fixed now')).toContain('<failure message="fixed? the known failure did not happen any more');
  expect(caseOf(xml, 'needs more')).toContain(`<skipped message="the lab has no fault 'freeze'"/>`);
  expect(caseOf(xml, 'never ran')).toContain('<error message="the run ended before its turn came" type="not-run">');
  expect(caseOf(xml, 'lives #2')).toContain('<error message="the run ended while it was running" type="not-run">');
});

test('a suite carries its counts, its time and what it ran on', () => {
  const xml = junitXml(eventfulRun());
  expect(xml).toMatch(
    /<testsuite name="virtual: cold-boot" time="7\.4\d*" timestamp="2026-11-23T03:00:00" tests="8" failures="2" errors="3" skipped="2">/,
  );
  for (const property of [
    'name="board" value="virtual"',
    'name="model" value="verdin-imx8mp"',
    'name="simulated" value="true"',
    'name="u-boot" value="2022.04"',
    'name="firmware ddr-plain" value="sha256 abc123, 70000 bytes, ddr"',
    'name="injected fault" value="restart-stall"',
    'name="predicted: lives" value="alive"',
    'name="observed: stays mute" value="mute"',
    'name="known: stays mute" value="https://community.toradex.com/t/21051"',
  ]) {
    expect(xml).toContain(`<property ${property}/>`);
  }
  expect(xml).toContain('classname="cold-boot"');
});

test('class and name are the same whichever board of a pool ran it, and no two test cases share them', () => {
  const onBoard = (board: string, ...names: string[]) =>
    names.flatMap((name) => played(scenario(name), {}, observed(observation('alive', 'alive'))).map((body) => ({ ...body, board })));
  const round = played({ ...scenario('a'), id: 'cold-boot > a #2' }, {}).map((body) => ({ ...body, board: 'one' }));
  const xml = junitXml(journal(runStarted, ...onBoard('one', 'a', 'both'), ...round, ...onBoard('two', 'b', 'both')));
  const cases = [...xml.matchAll(/<testcase ([^>]*?)time=/g)].map(([, attributes]) => attributes!.trim());
  expect(cases).toEqual(['a', 'both [one]', 'a #2', 'b', 'both [two]'].map((name) => `name="${name}" classname="cold-boot"`));
  for (const properties of xml.match(/<properties>[\s\S]*?<\/properties>/g)!) {
    const names = [...properties.matchAll(/name="([^"]*)"/g)].map(([, name]) => name);
    expect(names).toEqual([...new Set(names)]);
  }
});

test('a scenario that cannot be told costs its own test case and not the file', () => {
  const broken = { ...error(), evidence: undefined as unknown as string[] };
  const xml = junitXml(
    journal(runStarted, ...played(scenario('odd'), { verdict: 'failed', errors: [broken] }), ...played(scenario('fine'), {})),
  );
  expect(caseOf(xml, 'odd')).toContain('<error message="its result cannot be told');
  expect(caseOf(xml, 'fine')).not.toMatch(/<(failure|error|skipped)/);
});

test('a failure shows evidence, incidents, remedy and the last console lines', () => {
  const failed = caseOf(junitXml(eventfulRun()), 'fails with');
  expect(failed).toContain('what to do: add a start vector: hil inspect --fix');
  expect(failed).toContain('incident: rcu-stall in imx_uart_txint (rcu-stall, fatal, on a53 and kmsg)');
  expect(failed).toContain('observed mute, predicted alive (MISMATCH)');
  expect(failed).toMatch(/last lines on the consoles:\n {2}a53 \| boot\n {2}a53 \| red/);
});

test('nothing of a terminal is left, and markup of the board is text', () => {
  const xml = junitXml(eventfulRun());
  expect(xml).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f]|\[31m/);
  expect(xml.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')).not.toContain('<script>');
});

test('no secret gets into it', () => {
  const password = literalSecret('password', 'pass-for-junit').reveal();
  const xml = junitXml(
    journal(runStarted, ...played(scenario('s'), { verdict: 'failed', errors: [error({ message: `login ${password} refused` })] })),
  );
  expect(xml).toContain('login [secret] refused');
  expect(xml).not.toContain(password);
});

test.skipIf(!hasXmllint)('the schema of Jenkins takes it', () => {
  expect(lint(junitXml(eventfulRun()))).toBe('');
  expect(lint(junitXml([]))).toBe('');
});

test.skipIf(!hasXmllint)('the schema of Jenkins takes it whatever a board prints', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const piece = fc.oneof(text, fc.constantFrom(']]>', '<![CDATA[', '\u001b[1;31m', '\ud800', '\0', '&', '"', '\uffff', '-->'));
  const anything = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(anything, anything, anything, (name, message, line) => {
      const bodies = played(scenario(name), { verdict: 'failed', errors: [error({ message, evidence: [line] })] });
      expect(lint(junitXml(journal(runStarted, ...bodies)))).toBe('');
    }),
    { numRuns: 25 },
  );
});

test('it is written in full', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'report-'));
  await junit().write(eventfulRun(), dir);
  expect(readFileSync(join(dir, 'junit.xml'), 'utf8')).toBe(junitXml(eventfulRun()));
});

test('a folder that cannot be written is the fault of the lab', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'file');
  writeFileSync(file, '');
  await expect(junit().write([], file)).rejects.toMatchObject({
    fault: 'lab',
    message: expect.stringContaining(`cannot write ${file}/junit.xml`),
  });
});

test('a run that did not end as expected is red, where no scenario and no incident is', () => {
  const all = (exitCode: number, ...bodies: readonly EventBody[]): string =>
    junitXml(
      journal(runStarted, ...bodies, {
        type: 'run.finished',
        exitCode,
        ...(exitCode === 0 ? {} : { reason: 'latest is <somebody else>' }),
      }),
    );
  const fine = played(scenario('lives'), {});
  expect(all(0, ...fine)).not.toContain('ends as expected');
  expect(all(2, ...fine)).toMatch(/tests="2" failures="0" errors="1"[\s\S]*<error message="latest is &lt;somebody else>" type="RunError"/);
  if (hasXmllint) expect(lint(all(2, ...fine))).toBe('');
  expect(all(1, ...fine)).toMatch(/tests="2" failures="1" errors="0"/);
  expect(all(2, ...played(scenario('lives'), { verdict: 'error', errors: [error({ fault: 'lab' })] }))).not.toContain('ends as expected');
});
