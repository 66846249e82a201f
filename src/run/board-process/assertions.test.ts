import { onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

test('what does not hold is the product’s, whichever matcher says so; what a suite does wrong is its own, and what the lab does the lab’s', async () => {
  const lab = new FakeLab(['assertions']);
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run();
  const reports = new RunReports(dir, exitCode);

  const says: Readonly<Record<string, readonly [says: string | RegExp, line: string]>> = {
    toBeOutcome: ["expected the M7 to be 'alive', and it is 'mute'", ").toBeOutcome('alive')"],
    toReach: ["expected the cold boot to reach 'login' within 1s, and it took 4.0 s", "within: '1s'"],
    toPassThrough: ['it passed spl > u-boot > kernel > login', "toPassThrough(['spl'"],
    not: ["expected the M7 not to be 'mute'", 'not.toBeOutcome'],
    'of vitest': ["expected 'uname' to match /arm64/", 'toMatch(/arm64/)'],
    'of a lab': ['expected 3 to be even', 'expectToo(3)'],
    'of a lab, later': ['expected 2 to be odd', 'expectToo(2)'],
    soft: ['softly: expected 1 to be 2', "expect.soft(1, 'softly')"],
    'soft of ours': ["expected the M7 to be 'alive', and it is 'mute'", 'expect.soft(await m7'],
    poll: ["expected 'uname' to be 'arm64'", 'timeout: 60'],
    resolves: [/expected \{.*to match object/s, 'resolves.toMatchObject({ stdout'],
    rejects: [/promise resolved .* instead of rejecting/s, "board.linux.run('uname')).rejects"],
    'a snapshot that differs': [/Snapshot .* mismatched/, '"sparc"'],
    'thrown by hand': ['the M7 has answered', 'expect.unreachable'],
  };
  for (const [name, [sentence, line]] of Object.entries(says)) {
    const at = lab.lineOf('assertions', line);
    reports.agree(`assertions > of the product > ${name}`, { verdict: 'failed', fault: 'dut', says: sentence, at });
  }
  reports.agree('assertions > of the product > soft, and a mistake after it', { verdict: 'failed', fault: 'dut', says: 'softly' });

  const mistakes: Readonly<Record<string, readonly [says: string | RegExp, line: string]>> = {
    'a snapshot that nobody has written': [/never writes one/, "expect('aarch64').toMatchSnapshot()"],
    'an inline snapshot that nobody has written': [/never writes one/, 'toMatchInlineSnapshot()'],
    'a snapshot that nobody has written, softly': [/never writes one/, "expect.soft('softly').toMatchSnapshot()"],
    'a TypeError': ['Cannot read properties of undefined', 'nothing.something.trim'],
    'a matcher called on nothing': ['toBeOutcome() looks at undefined', 'expect(undefined).toBeOutcome'],
    'a matcher without await': ['toBeOutcome() looks at a promise', 'expect(starting)'],
    'a matcher told nonsense': ["toBeOutcome() is told to expect 'alife'", "'alife'"],
    'a boot matcher called on a start': ['toReach() looks at an object of another kind', ".toReach('login');"],
    'a measure of no number': ["measure('time', NaN, 'ms'): expected a name, a finite number", 'Number.NaN'],
    'an incident that no board has': ["expectIncident('panik'): expected one of 'panic'", "'panik'"],
    'a message without end': [/begin x+.*\[\d+ characters left out\]/s, '`begin $'],
    'a mistake in poll': ['Cannot read properties of undefined', 'expect.poll(() => (undefined'],
    'a mistake before resolves': ['undefined is not a function', 'Promise.reject(new TypeError'],
  };
  for (const [name, [sentence, line]] of Object.entries(mistakes)) {
    const at = lab.lineOf('assertions', line);
    reports.agree(`assertions > of the suite > ${name}`, { verdict: 'error', fault: 'suite', says: sentence, at });
  }

  const troubles = { resolves: 'lab-trouble 9)', poll: 'lab-trouble 99', 'rejects with another error': 'lab-trouble 9.0' };
  for (const name of Object.keys(troubles)) {
    reports.agree(`assertions > of the lab > ${name}`, { verdict: 'error', fault: 'lab', says: /the port vanished \d/ });
  }
});

test('a whole result is compared as the plain object that it looks like, and a property that it never has is told all the same', async () => {
  const lab = new FakeLab(['whole-results']);
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run();
  const reports = new RunReports(dir, exitCode);
  for (const name of ['by node:assert', 'by node:util', 'by vitest and chai'])
    reports.agree(`whole-results > alike > ${name}`, { verdict: 'passed' });
  reports.agree('whole-results > different > by node:assert', { verdict: 'failed', fault: 'dut', says: /stdout: 'Linux'/ });
  reports.agree('whole-results > different > by node:util', { verdict: 'failed', fault: 'dut', says: 'another system' });
  const nothing: Readonly<Record<string, string | RegExp>> = {
    'equal without its time': "with an object without 'durationMs'",
    'for node without its time': "deepEqual() compares all that board.linux.run() gives with an object without 'durationMs'",
    'whether there is an outcome': "here it is 'mute'",
    'a promise of whether': 'toSatisfy() was given an async function',
    'a promise of whether, later': 'toSatisfy() was given an async function',
    'for an empty text': 'is met by every text',
    'for what was not found': 'toBeDefined() is met by null, which is what comes of a search in vain',
    'for no line': 'not.toBeNull() is met by undefined',
    'by the console of the host': 'console.assert() did not hold, and fails nothing',
  };
  for (const [name, says] of Object.entries(nothing))
    reports.agree(`whole-results > asked for what says nothing > ${name}`, { verdict: 'error', fault: 'suite', says });
  reports.agree('whole-results > mistyped behind a comparison', { verdict: 'error', fault: 'suite', says: "gives no 'sterr'" });
});

test('a row of a table whose assertion the suite catches fails its scenario, and a try that holds at last does not', async () => {
  const lab = new FakeLab(['rows'], undefined, { breaksReport: false });
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run();
  const reports = new RunReports(dir, exitCode);
  for (const [name, says] of Object.entries({
    'of commands': "the suite caught it: expected 'Linux 5' to match",
    'that want something else': /the suite caught it: .*to match object/,
    'of one answer': "the suite caught it: expected 'bad' to be 'good'",
  }))
    reports.agree(`rows > rows > ${name}`, { verdict: 'failed', fault: 'dut', says });
  for (const name of ['until it holds', 'of two things that grow']) reports.agree(`rows > tries > ${name}`, { verdict: 'passed' });
});
