import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ConsoleSession } from '../../console/console-session.ts';
import { boardClock } from '../../core/time.ts';
import { socat } from '../testing/pty.ts';
import { ShellConsole } from '../testing/shell-console.ts';
import { bitFlips, type Spoiling, SpoiltStream } from '../testing/spoilt-stream.ts';
import { missing } from '../testing/wires.ts';
import { SerialShell } from './serial-shell.ts';
import { ShellTools } from './shell-tools.ts';

const closing: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const bash = '/bin/bash --norc -i';
const busybox = '/bin/busybox';

/** A shell whose system has these programs and no others, each a link to the host's or to another program. */
const poorShell = async (command: string, programs: readonly string[], { spoil, as, haste = 1 }: PoorOptions = {}) => {
  const dir = await mkdtemp(join(tmpdir(), 'poor-'));
  closing.push(() => rm(dir, { recursive: true }));
  for (const name of programs) await symlink(as ?? hostPath(name), join(dir, name));
  const wire = new ShellConsole(command, { PATH: dir });
  const clock = { ...boardClock(), overdue: (ms: number) => boardClock().overdue(ms / haste) };
  const console = new ConsoleSession({ name: 'a53', stream: spoil ? new SpoiltStream(wire, spoil) : wire, clock });
  closing.push(() => console[Symbol.asyncDispose]());
  await console.expect('# ', { within: `${10 * haste}s` });
  const notes: string[] = [];
  const shell = new SerialShell({ console, clock, user: 'root', tools: new ShellTools((text) => notes.push(text)) });
  return { shell, notes, dir };
};

interface PoorOptions {
  readonly spoil?: Spoiling;
  readonly as?: string;
  readonly haste?: number;
}

const hostPath = (name: string): string => [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(path))!;

const sentence = 'the quick brown fox\n';
const toldIn = (dir: string) => `echo ran >>${dir}/ran; echo '${sentence.trim()}'; exit 3`;

/** Changes the first `times` times that the sentence comes by; what is typed has the sentence inside quotes. */
const spoilsOutput = (times: number): Spoiling => {
  let left = times;
  return (chunk, inward) => {
    const at = inward && left > 0 ? Buffer.from(chunk).indexOf('\nthe quick') : -1;
    if (at < 0) return chunk;
    left--;
    return chunk.map((byte, index) => (index === at + 2 ? byte ^ 0x10 : byte));
  };
};

describe.skipIf(missing(socat))('a system that lacks programs', () => {
  const systems: readonly (readonly [string, readonly string[]])[] = [
    ['md5sum in place of cksum', ['md5sum', 'base64', 'tr', 'fold', 'tee', 'wc', 'cat', 'rm']],
    ['sha1sum and od, and no tee', ['sha1sum', 'od', 'wc', 'cat', 'rm']],
    ['sha256sum and hexdump', ['sha256sum', 'hexdump', 'tee', 'wc', 'cat', 'rm']],
    ['cksum and xxd, and no base64', ['cksum', 'xxd', 'tee', 'wc', 'cat', 'rm']],
    ['base64 without fold', ['md5sum', 'base64', 'tr', 'od', 'tee', 'wc', 'cat', 'rm']],
  ];

  test.for(systems)('%s: output that the wire spoilt is asked for again, and nothing runs twice', async ([, programs]) => {
    const { shell, notes, dir } = await poorShell(bash, programs, { spoil: spoilsOutput(1) });
    expect(await shell.run(toldIn(dir), { reject: false })).toMatchObject({ exitCode: 3, stdout: sentence });
    expect(await shell.run("printf 'a\\000b\\377\\n' | cat -; true")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('a') });
    expect(await readFile(join(dir, 'ran'), 'utf8')).toBe('ran\n');
    expect(notes).toEqual([]);
  });

  test.skipIf(!existsSync(busybox))("Debian's BusyBox alone", async () => {
    const applets = ['md5sum', 'base64', 'tr', 'fold', 'od', 'tee', 'wc', 'cat', 'rm'];
    const { shell, notes, dir } = await poorShell(`${busybox} sh -i`, applets, { as: busybox, spoil: spoilsOutput(1) });
    expect(await shell.run(toldIn(dir), { reject: false })).toMatchObject({ exitCode: 3, stdout: sentence });
    expect(await readFile(join(dir, 'ran'), 'utf8')).toBe('ran\n');
    expect(notes).toEqual([]);
  });

  test.for([
    ['only the number of bytes is compared', ['wc', 'cat', 'rm']],
    ['nothing is compared', ['cat', 'rm']],
  ] as const)('without any program for sums the output is taken as it comes, and it is said once that %s', async ([how, programs]) => {
    const { shell, notes, dir } = await poorShell(bash, programs);
    expect(await shell.run(toldIn(dir), { reject: false })).toMatchObject({ exitCode: 3, stdout: sentence });
    expect(await shell.run('echo again')).toMatchObject({ exitCode: 0, stdout: 'again\n' });
    expect(notes).toEqual([expect.stringContaining(how)]);
  });

  test.for([0.001, 0.01])('without sums nothing runs on a wire that changes %f of its bits', async (share) => {
    const { shell, notes, dir } = await poorShell(bash, ['cat', 'rm'], { spoil: bitFlips(3, share), haste: 20 });
    const outcome = await shell.run(toldIn(dir), { reject: false }).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(Error);
    expect(notes).toEqual([]);
    expect(existsSync(join(dir, 'ran'))).toBe(false);
  });

  test('a program that is there and says something wrong is not used', async () => {
    const { shell, notes, dir } = await poorShell(bash, ['md5sum', 'base64', 'tr', 'fold', 'tee', 'wc', 'cat', 'rm']);
    await symlink(hostPath('true'), join(dir, 'cksum'));
    expect(await shell.run('echo right')).toMatchObject({ stdout: 'right\n' });
    expect(notes).toEqual([]);
  });
});
