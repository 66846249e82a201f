import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CommandError } from '../core/errors.ts';
import type { Output } from '../core/shell.ts';
import { BoundedOutput, leftOut } from '../drivers/shell/bounded-output.ts';
import { besideCut, CutReads, watchedError, watchedOutput } from './cut-output.ts';
import { toWire, type WireError } from './wire.ts';

const kept = (text: string, maxBytes: number): BoundedOutput => {
  const bounded = new BoundedOutput(maxBytes);
  bounded.push(Buffer.from(text));
  return bounded;
};

const given = (said: { readonly stdout?: string; readonly stderr?: string }, maxBytes = 10) => {
  const [stdout, stderr] = [kept(said.stdout ?? '', maxBytes), kept(said.stderr ?? '', maxBytes)];
  const missing = leftOut(stdout.leftOut + stderr.leftOut);
  const output: Output = { exitCode: 0, stdout: stdout.toString(), stderr: stderr.toString(), durationMs: 5, ...missing };
  const reads = new CutReads();
  const watched = watchedOutput(output, (of, stream, bytes) =>
    reads.add(of, 'board.linux.run', stream, bytes, 'suites/boot.ts:1:1'),
  ) as Output;
  return { output, watched, reads };
};

const long = 'first line\nERROR\nlast line\n';

test('a text of which something is missing is told when it is read, with the place, once', () => {
  const { watched, reads } = given({ stdout: long });
  expect(watched.stdout).toBe('first\n[17 bytes left out]\nline\n');
  const [told, ...others] = reads.take();
  expect(others).toEqual([]);
  expect(told).toMatchObject({ name: 'CutOutputError', fault: 'suite', own: { place: 'suites/boot.ts:1:1' } });
  expect(told!.message).toMatch(/^17 bytes of what board\.linux\.run\(\) printed are left out, .* its stdout/);
  expect(reads.take()).toEqual([]);
});

test.each([
  ['by a copy', (output: Output) => ({ ...output })],
  ['by a clone', (output: Output) => structuredClone(output)],
  ['as JSON', (output: Output) => JSON.stringify(output)],
  ['in a comparison', (output: Output) => expect(output).not.toMatchObject({ stdout: 'x' })],
])('it is read %s, too', (_, read) => {
  const { watched, reads } = given({ stdout: long });
  read(watched);
  expect(reads.take()).toHaveLength(1);
});

test.each([
  ['the exit status and the time', ({ exitCode, durationMs }: Output) => expect([exitCode, durationMs]).toEqual([0, 5])],
  ['a comparison of other parts', (output: Output) => expect(output).toMatchObject({ exitCode: 0, stderr: 'few' })],
  ['the stream that is whole', ({ stderr }: Output) => expect(stderr).toBe('few')],
  ['print', (output: Output) => expect(inspect(output)).toMatch(/first\\n\[17 bytes left out\]\\nline/)],
])('free is: %s', (_, read) => {
  const { watched, reads } = given({ stdout: long, stderr: 'few' });
  read(watched);
  expect(reads.take()).toEqual([]);
});

test('whoever asks how much is missing may read, in whichever order', () => {
  const { watched, reads } = given({ stdout: long });
  const { stdout, leftOutBytes } = watched;
  expect([stdout.length, leftOutBytes]).toEqual([31, 17]);
  expect(reads.take()).toEqual([]);
});

test('a loop over outputs is told once, and for whichever of them was not asked', () => {
  const { watched, reads } = given({ stdout: long });
  const outputs = [watched, given({ stdout: long }).watched, watched];
  for (const { stdout } of outputs) expect(stdout).toMatch(/^first/);
  expect(reads.take()).toHaveLength(1);
});

test('the error of a command that failed tells that its stderr is cut, and thrown on it is no reading', () => {
  const bounded = kept(long, 10);
  const failure = (leftOutBytes?: number) => {
    const reads = new CutReads();
    const error = new CommandError('it failed', 3, leftOutBytes === undefined ? 'few' : bounded.toString(), { leftOutBytes });
    const watched = watchedError(error, (of, stream, bytes) => reads.add(of, 'board.linux.run', stream, bytes, 'suites/boot.ts:1:1'));
    return { watched, reads };
  };
  const { watched, reads } = failure(bounded.leftOut);
  expect([toWire(watched).message, watched.exitCode, reads.take()]).toEqual(['it failed', 3, []]);
  expect(watched.stderr).not.toContain('ERROR');
  expect(reads.take()).toMatchObject([{ name: 'CutOutputError', fault: 'suite' }]);
  expect([watched.stderr.length, watched.leftOutBytes]).toEqual([31, bounded.leftOut]);
  expect(reads.take()).toEqual([]);

  const whole = failure();
  expect([whole.watched.stderr, 'leftOutBytes' in whole.watched, whole.reads.take()]).toEqual(['few', false, []]);
});

test('what is whole is given as it is, and so is what is no output', () => {
  const { output, watched } = given({ stdout: 'few', stderr: 'less' });
  expect(watched).toBe(output);
  for (const value of [undefined, null, 'text', 7, ['line'], { leftOutBytes: 7 }]) expect(watchedOutput(value, () => {})).toBe(value);
});

test('a read is told just where the stream that was read is not whole', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', '[', ']', 'é', '7 bytes left out') });
  fc.assert(
    fc.property(text, text, fc.nat(20), fc.constantFrom('stdout' as const, 'stderr' as const), (stdout, stderr, maxBytes, stream) => {
      const said = { stdout, stderr };
      const { output, watched, reads } = given(said, maxBytes);
      expect(watched[stream]).toBe(output[stream]);
      const isWhole = Buffer.byteLength(said[stream]) <= maxBytes;
      const looksCut = /\n\[7 bytes left out\]\n/.test(said[stream]);
      if (!isWhole) expect(reads.take()).toHaveLength(1);
      else if (!looksCut) expect(reads.take()).toEqual([]);
    }),
  );
});

test('it counts before assertions, which may have failed for it, and behind what the board did anyway', () => {
  const error = (name: string, fault: WireError['fault']): WireError => ({ name, message: name, own: {}, ...(fault ? { fault } : {}) });
  const cut = error('CutOutputError', 'suite');
  const assertion = error('AssertionError', 'dut');
  const mistaken = error('TypeError', 'suite');
  const command = error('CommandError', 'dut');
  expect(besideCut([cut], [assertion, mistaken])).toEqual([cut, assertion, mistaken]);
  expect(besideCut([cut], [assertion, command])).toEqual([assertion, command, cut]);
  expect(besideCut([], [assertion])).toEqual([assertion]);
});
