import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const fails = `scenario('fails', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`;

/** Suites, files and hosts as somebody has them who has read none of the documents. */
export const outsideSuites: readonly World[] = [
  {
    name: 'patterns-with-a-memory',
    broken: 'Nothing is broken: patterns of a suite are global and sticky, so that they remember where they matched last.',
    suite: `
      const text = /number \\d/g;
      const sticky = /number \\d/gy;
      scenario('waits', { repeats: undefined, timeout: '2h' }, async ({ board }) => {
        for (let i = 0; i < 4; i++) {
          const heard = board.console.expect(text, { within: '60s' });
          await board.serial.run('echo number ' + i);
          await heard;
        }
      });
      scenario('oops', {}, async ({ board, expectIncident }) => {
        const title = /hil_write_null|NULL|Oops/g;
        title.lastIndex = 5;
        await expectIncident('oops', { title });
        await board.linux.run('sysctl -w kernel.panic_on_oops=0; modprobe hil_oops', { asRoot: true, reject: false });
      });
      scenario('known', { known: { link: 'https://example.com/1', message: /sparc/g } }, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });
      scenario('known again', { known: { link: 'https://example.com/1', message: /sparc/g } }, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`,
    right: {
      exit: [0, 3],
      scenarios: {
        waits: passed,
        oops: passed,
        known: { verdict: 'known' },
        'known again': { verdict: 'known' },
      },
    },
  },
  {
    name: 'odd-file-names',
    broken: 'The product fails in suites whose file names hold what addresses, patterns and shells would act on.',
    suite: next,
    files: Object.fromEntries(
      ['100%25 [x] (y)', "quote'$HOME`x`", 'ünï—код'].map((name, i) => [
        `suites/${name}.ts`,
        `import { expect, scenario } from '#lab';\n${fails.replace("'fails'", `'fails ${i}'`)}\n`,
      ]),
    ),
    right: {
      exit: 1,
      scenarios: { next: passed, ...Object.fromEntries([0, 1, 2].map((i) => [`fails ${i}`, failed(/sparc/)])) },
    },
  },
  {
    name: 'odd-bytes-in-files',
    broken: 'The product fails in suites that begin with a byte order mark, have lines of another system, or are plain JavaScript.',
    suite: next,
    files: {
      'suites/mark.ts': `\ufeffimport { expect, scenario } from '#lab';\n${fails.replace("'fails'", "'mark'")}\n`,
      'suites/lines.ts': `import { expect, scenario } from '#lab';\r\n// a comment\r\n${fails.replace("'fails'", "'lines'")}\r\n`,
    },
    right: { exit: 1, scenarios: { next: passed, mark: failed(/sparc/), lines: failed(/sparc/) } },
  },
  {
    name: 'skips-on-the-way',
    broken: 'Scenarios say in their own body that they are skipped, one of them when it has failed softly and one when its M7 is mute.',
    suite: `
      scenario('soft', {}, async ({ board, skip }) => { expect.soft((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); skip('not today'); });
      scenario('caught', {}, async ({ board, skip }) => { try { await board.linux.run('exit 7'); } catch { skip('it does not work here'); } });
      scenario('mute', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7, skip }) => { const { outcome } = await m7.start('tcm-hello'); if (outcome !== 'alive') skip('not alive'); });
      ${next}`,
    wires: { m7: [{ rewrites: /tick=\d+/, as: 'tick=1' }] },
    right: {
      exit: [1, 2],
      scenarios: {
        soft: { verdict: ['failed', 'error'], fault: ['dut', 'suite'] },
        caught: { verdict: ['skipped', 'error'], fault: 'suite' },
        mute: { verdict: ['failed', 'error'], fault: ['dut', 'suite'] },
        next: passed,
      },
    },
  },
  {
    name: 'commands-on-a-terminal',
    broken:
      'Scenarios give commands on the serial console that read from it, print bytes of all kinds, are no commands, or leave it in disorder.',
    suite: `
      const serial = (name, command, look = async () => {}) => scenario(name, {}, async ({ board }) => { await look(await board.serial.run(command, { reject: false, timeout: '60s' })); });
      serial('reads', 'cat; echo end');
      serial('unclosed', "echo 'unclosed", ({ exitCode }) => expect(exitCode).not.toBe(0));
      serial('bytes', "printf '\\\\000\\\\001\\\\377\\\\033[2J\\\\007 end\\\\n'", ({ stdout }) => expect(stdout).toContain('end'));
      serial('many lines', 'seq 1 2000', ({ stdout }) => expect(stdout.trim().split('\\n')).toHaveLength(2000));
      serial('no newline', 'printf abc', ({ stdout }) => expect(stdout).toBe('abc'));
      serial('comment', 'echo a # b', ({ stdout }) => expect(stdout).toBe('a\\n'));
      serial('here', "cat <<'EOF'\\n$HOME\\nEOF", ({ stdout }) => expect(stdout).toBe('$HOME\\n'));
      serial('background', 'sleep 2 & echo a', ({ stdout }) => expect(stdout).toContain('a'));
      serial('status', '(exit 42)', ({ exitCode }) => expect(exitCode).toBe(42));
      ${next}`,
    right: {
      exit: [0, 1, 2],
      scenarios: {
        reads: { verdict: ['passed', 'failed', 'error'], fault: ['dut', 'suite'] },
        unclosed: { verdict: ['passed', 'error', 'failed'], fault: ['suite', 'dut'] },
        bytes: { verdict: ['passed', 'error'], fault: 'suite' },
        'many lines': passed,
        'no newline': passed,
        comment: passed,
        here: passed,
        background: { verdict: ['passed', 'error', 'failed'], fault: ['suite', 'dut'] },
        status: passed,
        next: passed,
      },
    },
  },
  {
    name: 'shell-in-disorder',
    broken: 'Nothing is broken: each scenario leaves the shell on the serial console in another disorder.',
    suite: `
      const leaves = (name, command) => scenario(name, {}, async ({ board }) => {
        await board.serial.run(command, { reject: false, timeout: '60s' });
        expect((await board.serial.run('echo a; uname -m', { timeout: '60s' })).stdout).toBe('a\\naarch64\\n');
      });
      leaves('unset variables', 'set -u');
      leaves('separators', 'IFS=,');
      leaves('traced', 'set -x');
      leaves('ends at errors', 'set -e');
      leaves('no globs', 'set -f');
      leaves('nowhere', 'mkdir -p /tmp/gone; cd /tmp/gone; rmdir /tmp/gone');
      leaves('no echo', 'stty -echo');
      leaves('locale', 'LC_ALL=tr_TR.UTF-8; LANG=C; export LC_ALL LANG');
      leaves('prompt', 'PROMPT_COMMAND="echo prompted"; PS1="login: "');
      leaves('traps', 'trap "echo trapped" EXIT INT');
      leaves('aliases', 'alias echo="echo aliased"; alias printf=true');
      leaves('functions', 'printf() { true; }');
      ${next}`,
    right: {
      exit: [0, 1, 2],
      scenarios: {
        ...Object.fromEntries(
          ['unset variables', 'separators', 'ends at errors', 'no globs', 'nowhere', 'no echo', 'locale', 'prompt', 'traps'].map((name) => [
            name,
            passed,
          ]),
        ),
        traced: { verdict: ['passed', 'failed'], fault: 'dut' },
        aliases: { verdict: ['passed', 'failed'], fault: 'dut' },
        functions: { verdict: ['passed', 'failed', 'error'], fault: ['dut', 'suite'] },
        next: passed,
      },
    },
  },
  {
    name: 'odd-environment',
    broken: 'The product fails where the environment of the host is an odd one, with words that the test library and Node act on.',
    suite: `${fails}\n${next}`,
    environment: {
      TZ: 'Pacific/Kiritimati',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      NODE_ENV: 'production',
      FORCE_COLOR: '3',
      HOME: '/nonexistent',
      DEBUG: '*',
      VITEST: 'true',
      VITEST_POOL_ID: '7',
      VITEST_WORKER_ID: '7',
      NODE_TEST_CONTEXT: 'child',
      NODE_PENDING_DEPRECATION: '1',
      COLUMNS: '1',
      TERM: 'dumb',
    },
    right: { exit: 1, scenarios: { fails: failed(/sparc/), next: passed } },
  },
  {
    name: 'own-folder-removed',
    broken: 'Somebody removes the folder in which the runner keeps what it owes the board, in the middle of a run, and the product fails.',
    suite: `
      import { rmSync } from 'node:fs';
      scenario('removes', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); rmSync('.hil', { recursive: true, force: true }); });
      ${fails}
      scenario('overlay', { overlay: 'none', timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); });`,
    right: {
      exit: [1, 2],
      scenarios: {
        removes: passed,
        fails: failed(/sparc/),
        overlay: { verdict: ['passed', 'error', 'not-run'], fault: ['lab', 'runner'] },
      },
    },
  },
  {
    name: 'few-descriptors-later',
    broken: 'From the first scenario on the processes of the run may open no more files, and the board is well.',
    suite: `
      import { execFileSync } from 'node:child_process';
      import { readdirSync, readFileSync } from 'node:fs';
      scenario('takes', {}, async ({ board }) => {
        await board.linux.run('true');
        const mine = (pid) => { try { return readFileSync('/proc/' + pid + '/environ', 'utf8').includes('HIL_VERDICTS_STRIKES=' + process.env.HIL_VERDICTS_STRIKES); } catch { return false; } };
        for (const pid of readdirSync('/proc').filter((name) => /^\\d+$/.test(name) && mine(name)))
          execFileSync('prlimit', ['--pid', pid, '--nofile=' + (readdirSync('/proc/' + pid + '/fd').length) + ':1024']);
      });
      scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`,
    right: {
      exit: [0, 2],
      scenarios: {
        takes: { verdict: ['passed', 'error'], fault: ['lab', 'runner', 'suite'] },
        starts: { verdict: ['passed', 'error', 'not-run'], fault: ['lab', 'runner', 'suite'] },
      },
    },
  },
  {
    name: 'mocks-the-board',
    broken: 'A scenario replaces calls of the board by ones that always succeed.',
    suite: `
      scenario('pretends', { firmware: 'tcm-hello', expect: 'alive' }, async ({ board, m7 }) => {
        vi.spyOn(m7, 'start').mockResolvedValue({ outcome: 'alive' });
        expect((await m7.start('tcm-hello')).outcome).toBe('alive');
        await board.linux.run('true');
      });
      ${next}`,
    right: { exit: [1, 2], scenarios: { pretends: { verdict: ['failed', 'error'], fault: ['dut', 'suite'] }, next: passed } },
  },
];
