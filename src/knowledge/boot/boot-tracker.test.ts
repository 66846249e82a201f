import { describe, expect, test } from 'vitest';
import { liveBoot } from './testing/live-boot.ts';

// What both subscribers make of the same bytes: the detector's incidents, and the boots of whoever controls the board.

const stamped = (seconds: number, text = 'a driver speaks'): string => `[${seconds.toFixed(6).padStart(12)}] ${text}\r\n`;
const spl = 'U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)\r\n';
const tfa = 'NOTICE:  BL31: v2.6(release):lf_v2.6-g3c1583ba0a\r\n';
const uboot = 'U-Boot 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)\r\n';
const cause = 'Reset cause: WDOG\r\n';
const prompt = 'Verdin iMX8MP # ';
const banner = stamped(0, 'Booting Linux on physical CPU 0x0000000000 [0x410fd034]');
const shell = 'root@verdin-imx8mp-15230201:~# ';

type Live = ReturnType<typeof liveBoot>;

/** Linux has run for a quarter of an hour. */
const running = (): Live => {
  const live = liveBoot();
  live.detector.boots.ask('cold', 0);
  live.say(`${spl}${tfa}${uboot}Reset cause: POR\r\nStarting kernel ...\r\n\r\n${banner}`, 3000);
  live.say(`\r\nverdin-imx8mp-15230201 login: root\r\n${shell}`, 20_000);
  live.say(`\r\n${stamped(900, 'remoteproc remoteproc0: powering up imx-rproc')}`, 903_000);
  return live;
};

/** One kernel line each second of its clock, from `from` on. */
const speak = (live: Live, seconds: readonly number[], from: number): void => {
  for (const second of seconds) live.say(stamped(second), from + second * 1000);
};

const bootsOf = ({ boots }: Live) => boots.slice(1).map(({ kind, from, stage, isUnexpected }) => ({ kind, from, stage, isUnexpected }));
const kindsOf = (live: Live) => live.end().map(({ kind }) => kind);

describe('a reset that both see', () => {
  const reset = { kind: 'unannounced', from: 'kernel', isUnexpected: true } as const;

  test.each([
    ['the banner of SPL', spl, 'spl'],
    ['SPL behind the half line at which Linux broke off', `[  901.000000] imx-rproc imx8mp-cm7: sto${spl}`, 'spl'],
    ['SPL behind noise of the power-up', `\0\0\xff\xfe${spl}`, 'spl'],
    ['TF-A, where the banner of SPL lost a character', `U-Bot SPL 2022.04 (Jan 01 1970)\r\n${tfa}`, 'tf-a'],
    ['U-Boot alone', uboot, 'u-boot'],
    ['its reset cause alone', cause, 'u-boot'],
    ['a second "Starting kernel"', 'Starting kernel ...\r\n', 'kernel'],
  ])('shows in %s', (_, text, stage) => {
    const live = running();
    live.say(`\r\n${text}`, 910_000);
    expect(bootsOf(live)).toEqual([{ ...reset, stage }]);
    expect(live.recorder.boot?.stages[0]?.stage).toBe(stage);
    const [incident] = live.end();
    expect(incident?.kind).toMatch(/^(?:unexpected|watchdog)-reset$/);
    expect(incident?.lines.join('\n')).toContain('powering up imx-rproc');
  });

  test('is none where a line with the time of a kernel came while U-Boot still spoke', () => {
    const live = running();
    live.detector.boots.ask('cold', 910_000);
    live.say(`${spl}${tfa}${uboot}${cause}`, 912_000);
    live.say(`${stamped(1, 'a service of somebody else')}Starting kernel ...\r\n`, 913_000);
    expect(bootsOf(live)).toMatchObject([{ kind: 'cold', isUnexpected: false }]);
    live.say('Starting kernel ...\r\n', 940_000);
    expect(bootsOf(live)).toMatchObject([{}, { stage: 'kernel', isUnexpected: true }]);
  });

  test.each([['dmesg -w'], ['journalctl -f'], ['cat /dev/kmsg']])('shows while `%s` prints the log', (command) => {
    const live = running();
    live.say(`${shell}${command}\r\n${stamped(1)}${stamped(899)}${stamped(901)}`, 905_000);
    live.say(spl, 910_000);
    expect(bootsOf(live)).toEqual([{ ...reset, stage: 'spl' }]);
    expect(kindsOf(live)).toEqual(['unexpected-reset']);
  });

  test('shows in the clock, where the wire lost all that the boot loader said', () => {
    const live = running();
    speak(live, [0, 0.5, 1.2, 3], 910_000);
    expect(bootsOf(live)).toEqual([]);
    speak(live, [6], 910_000);
    expect(bootsOf(live)).toEqual([{ ...reset, stage: 'kernel' }]);
    expect(live.boots[1]).toMatchObject({ at: 910_000 });
    const [incident] = live.end();
    expect(incident).toMatchObject({ kind: 'unexpected-reset', endsScenario: true });
    expect(incident?.lines.join('\n')).toContain('powering up imx-rproc');
    expect(incident?.lines.join('\n')).not.toContain('[    1.200000]');
  });

  test('shows in the login prompt behind a clock that went back', () => {
    const live = running();
    live.say(banner, 910_000);
    live.say('\r\nverdin-imx8mp-15230201 login: ', 913_000);
    expect(bootsOf(live)).toEqual([{ ...reset, stage: 'kernel' }]);
    expect(live.recorder.stage).toBe('login');
    expect(kindsOf(live)).toEqual(['unexpected-reset']);
  });

  test.each([['\r\nverdin-imx8mp-15230201 login: '], [`\r\n${shell}`]])(
    'shows of a board that was found running, of which only a prompt is known: %j',
    (found) => {
      const live = liveBoot();
      live.say(found, 1000);
      live.say(`\r\n${spl}`, 9000);
      expect(live.boots).toMatchObject([{ ...reset, stage: 'spl' }]);
      expect(kindsOf(live)).toEqual(['unexpected-reset']);
    },
  );

  test('behind old text is told with the last lines before it', () => {
    const live = running();
    live.say(`${shell}dmesg\r\n${stamped(0)}${stamped(899)}${shell}start the M7\r\n${spl}`, 910_000);
    expect(live.end()[0]?.lines.join('\n')).toContain('start the M7');
  });

  test('of U-Boot shows in a second reset cause', () => {
    const live = liveBoot();
    live.detector.boots.ask('cold', 0);
    live.say(`${spl}${tfa}${uboot}Reset cause: POR\r\n${prompt}`, 1000);
    live.say(`\r\n${uboot}`, 9000);
    expect(bootsOf(live)).toEqual([]);
    live.say(cause, 9001);
    expect(bootsOf(live)).toEqual([{ kind: 'unannounced', from: 'u-boot', stage: 'u-boot', isUnexpected: true }]);
    expect(live.recorder.boot).toMatchObject({ resetCause: 'WDOG', versions: { 'u-boot': '2022.04-6.4.0+git.dc27426aa417' } });
    expect(kindsOf(live)).toEqual(['watchdog-reset']);
  });

  test('of U-Boot, which said so, shows in its banner', () => {
    const live = liveBoot();
    live.say(`${uboot}${prompt}reset\r\nresetting ...\r\n${uboot}`, 1000);
    expect(live.boots.at(-1)).toMatchObject({ kind: 'warm', announcedBy: 'console', from: 'u-boot' });
  });

  test('shows each time that SPL comes no further', () => {
    const live = running();
    live.say(`\r\n${spl}${spl}${spl}`, 910_000);
    expect(bootsOf(live).map(({ from }) => from)).toEqual(['kernel', 'spl', 'spl']);
    expect(kindsOf(live)).toEqual(['unexpected-reset']);
  });

  test('behind a panic is told at once and explained by it', () => {
    const live = running();
    const panic = (seconds: number): string => stamped(seconds, 'Kernel panic - not syncing: Attempted to kill init!');
    live.say(`${panic(901)}${banner}${stamped(0.1)}${panic(1.5)}`, 910_000);
    expect(bootsOf(live)).toEqual([{ ...reset, stage: 'kernel' }]);
    expect(kindsOf(live)).toEqual(['panic', 'panic']);
  });
});

describe('no reset for either', () => {
  const dump = [0, 0.1, 0.2, 1, 3, 12, 80, 400, 898.5].map((seconds) => stamped(seconds)).join('');

  test.each([
    ['a log that a script prints with no prompt in front', `${banner}${dump}`],
    ['its first lines', `${banner}${stamped(0.1)}${stamped(0.2)}`],
    ['its last lines', `${stamped(897)}${stamped(898.4)}${stamped(898.6)}`],
    ['a damaged time stamp', stamped(1.3)],
  ])('is %s', (_, text) => {
    const live = running();
    live.say(text, 904_000);
    speak(live, [901, 907, 930], 3000);
    expect([bootsOf(live), live.end()]).toEqual([[], []]);
  });

  test('is a log through which a person pages as slowly as a kernel speaks', () => {
    const live = running();
    live.say(`${shell}dmesg | more\r\n`, 904_000);
    speak(live, [0, 1, 2, 4, 6, 8, 10], 905_000);
    live.say(`--More--\r\n${shell}`, 940_000);
    speak(live, [960], 3000);
    expect([bootsOf(live), live.end()]).toEqual([[], []]);
  });

  test.each([
    ['typed', `${shell}echo '${spl.trim()}'\r\n${spl}${shell}`],
    ['the environment of U-Boot', `${shell}fw_printenv ver\r\nver=${uboot}${shell}`],
  ])('is a banner that is %s', (_, text) => {
    const live = running();
    live.say(text, 910_000);
    expect([bootsOf(live), live.end()]).toEqual([[], []]);
  });

  test("is U-Boot's `version`, behind which what was announced is still to come", () => {
    const live = liveBoot();
    live.detector.boots.ask('cold', 0);
    live.say(`${spl}${tfa}${uboot}Reset cause: POR\r\n${prompt}`, 1000);
    live.detector.announceReset();
    live.say(`version\r\n${'\r\n'.repeat(50)}${uboot}${prompt}`, 2000);
    expect([bootsOf(live), live.detector.boots.isAnnounced]).toEqual([[], true]);
    live.say(`\r\n${spl}`, 3000);
    expect(bootsOf(live)).toMatchObject([{ from: 'u-boot', isUnexpected: false }]);
    expect(live.end()).toEqual([]);
  });
});

describe('the power', () => {
  test.each([
    ['a line that was on its way', stamped(901)],
    ['one of another CPU', stamped(899.9)],
    ['the farewell of Linux', stamped(901, 'reboot: Power down')],
    ['noise', '\0\0\xff'],
  ])('takes what was running along: %s behind the relay is of yesterday', (_, late) => {
    const live = running();
    live.detector.powerOff();
    live.say(late, 905_000);
    live.detector.boots.ask('cold', 910_000);
    live.say(`\r\n${spl}`, 911_000);
    expect(bootsOf(live)).toEqual([{ kind: 'cold', from: 'off', stage: 'off', isUnexpected: false }]);
    expect(live.recorder.boot?.stages.map(({ stage }) => stage)).toEqual(['spl']);
    expect(live.end()).toEqual([]);
  });

  test('that somebody else gives back begins a boot that was not asked for, and is no reset of what ran', () => {
    const live = running();
    live.detector.announceReset('power-down');
    live.say(stamped(901, 'reboot: Power down'), 904_000);
    expect(live.recorder.stage).toBe('off');
    live.say(spl, 950_000);
    expect(bootsOf(live)).toEqual([{ kind: 'unannounced', from: 'off', stage: 'spl', isUnexpected: false }]);
    expect(live.end()).toEqual([]);
  });
});
