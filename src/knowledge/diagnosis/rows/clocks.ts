import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { all, claimed, type Evidence, evidence, imx8mFamily, isAboutCore, isOlder, kernelOf, type Row } from './row.ts';

const exactFor = (soc: string): RegExp =>
  new RegExp(String.raw`(?<=^|[\s"'=])clk[-_]${soc}\.mcore[-_]booted(?:=(?:1|y|Y|on|true))?(?=$|[\s"'])`);
// The parameter belongs to the clock driver of one SoC; another SoC's name is another module's parameter.
const exactOf = ({ platform }: Facts): RegExp => {
  const name = platform.soc?.name;
  return exactFor(name !== undefined && imx8mFamily.some((each) => each === name) ? name : 'imx8mp');
};
const attempted = /(?<=^|[\s"'=])(\S*m(?:core|_core|-core|4|7)[-_]?boot\w*(?:=\S*)?)(?=$|[\s"'])/i;

/** What Linux says of the argument: the parameter itself, or its command line. */
export const argumentOf = (facts: Facts): { readonly is: 'on' | 'off' | 'mistyped'; readonly line: LogLine } | undefined => {
  const { mcoreBooted, cmdline } = facts.values;
  const exact = exactOf(facts);
  // A line that was cut off inside the argument tells nothing of its rest.
  const last = /(\S+)$/.exec(cmdline?.value ?? '')?.[1] ?? '';
  const isCut = last.length >= 3 && /^clk[-_]imx8m[pnmq]\.mcore[-_]booted$/.test(last + 'clk-imx8mp.mcore_booted'.slice(last.length));
  const isBroken = cmdline && !exact.test(cmdline.value) && /clk[-_]imx8m[pnmq]\.mcore[-_]booted/.test(cmdline.value.replace(/\s+/g, ''));
  const isWhole = cmdline && /clk[-_]imx8m[pnmq]\.mcore[-_]booted/.test(cmdline.value);
  if (!mcoreBooted && ((isCut && !exact.test(last)) || (isBroken && !isWhole))) return undefined;
  const typed = cmdline && attempted.exec(cmdline.value)?.[1];
  if (cmdline && typed && !exact.test(cmdline.value)) return { is: 'mistyped', line: cmdline.line };
  if (mcoreBooted) return { is: /[Y1]/.test(mcoreBooted.value) ? 'on' : 'off', line: mcoreBooted.line };
  return cmdline && { is: exact.test(cmdline.value) ? 'on' : 'off', line: cmdline.line };
};

/** U-Boot had started the M7 in the boot that this line belongs to. */
const preloaded = ({ lines }: Facts, line: LogLine): LogLine | undefined => {
  const before = lines.slice(0, lines.indexOf(line) + 1);
  const boot = before.slice(
    Math.max(
      0,
      before.findLastIndex(({ text }) => /^U-Boot SPL 20\d\d/.test(text)),
    ),
  );
  return boot.find(({ text }) => /^## Starting auxiliary core|attaching to imx-rproc|imx-rproc is now attached/.test(text));
};

/** A start that never came back: the lines that say so. */
export const frozenStart = (facts: Facts): readonly LogLine[] | undefined => {
  const observed = facts.observations.at(-1)?.outcome === 'frozen';
  const start = facts.starts.at(-1);
  const isOpen = start && !start.up && !start.refused && !start.returned && !start.vdev && !start.kick;
  const proof = start?.reset ?? claimed(facts, 'board-freezes');
  const present = (lines: readonly (LogLine | undefined)[]): LogLine[] => lines.filter((line) => line !== undefined);
  if (isOpen && (proof || observed)) return present([start.trigger, start.booting, proof]);
  if (!observed) return undefined;
  const reset = facts.lines.findLast(({ text }) => /^U-Boot SPL 20\d\d/.test(text));
  return present([start?.trigger, reset, facts.values.resetCauses.at(-1)?.line]);
};

const domainOff = (facts: Facts): Evidence | undefined => {
  const argument = argumentOf(facts);
  const contrast = claimed(facts, 'works-only-after-u-boot');
  const version = kernelOf(facts);
  if (argument?.is === 'on' || (version && !isOlder(version, 6, 5))) return undefined;
  const frozen = frozenStart(facts);
  const isPreloaded = frozen?.[0] !== undefined && facts.observations.length === 0 && preloaded(facts, frozen[0]);
  // A mistyped argument is the nearer cause.
  const confidence = argument && argument.is !== 'mistyped' ? 'certain' : 'likely';
  if (frozen && !isPreloaded) return evidence(confidence, ...frozen, argument?.line, facts.values.kernel?.line);
  const last = facts.starts.at(-1);
  // The log ends inside a start. It may only have been cut off there.
  const isCut = last?.lines
    .slice(1)
    .every(({ text, command }) => command === undefined && /powering up|Booting fw image|No resource table/.test(text));
  if (argument && last && isCut && last.booting && !preloaded(facts, last.trigger))
    return evidence('possible', last.trigger, last.booting, argument.line);
  // A start that came back froze nothing.
  if (claimed(facts, 'output-ends-with-linux') || last?.up) return undefined;
  const told = claimed(facts, 'start-freezes-board');
  if (told && !facts.incidents.some(({ kind }) => kind === 'rcu-stall' || kind === 'soft-lockup' || kind === 'panic' || kind === 'oops'))
    return evidence('likely', told, contrast, argument?.line);
  return (contrast && evidence('likely', contrast, argument?.line)) ?? saidToFreeze(facts, argument?.line);
};

const saidToFreeze = (facts: Facts, argument: LogLine | undefined): Evidence | undefined => {
  const freeze = claimed(facts, 'board-freezes');
  const isStall = facts.incidents.some(({ kind }) => kind === 'rcu-stall' || kind === 'soft-lockup' || kind === 'panic' || kind === 'oops');
  if (
    !freeze ||
    isStall ||
    claimed(facts, 'rdc') ||
    claimed(facts, 'linux-stops-with-core') ||
    claimed(facts, 'stopped-by-suspend') ||
    claimed(facts, 'stops-at-kernel') ||
    !isAboutCore(facts) ||
    preloaded(facts, facts.starts.at(-1)?.trigger ?? freeze) ||
    !/\b(?:start|load|remoteproc)/i.test(freeze.text) ||
    /\bfrom u-?boot\b/i.test(freeze.text)
  )
    return undefined;
  return evidence(argument ? 'likely' : 'possible', freeze, argument, facts.values.kernel?.line);
};

const notInEffect = (facts: Facts): Evidence | undefined => {
  const exact = exactOf(facts);
  const argument = argumentOf(facts);
  const written = facts.lines.findLast(
    ({ text, channel }) =>
      channel !== 'lab' && /tdxargs|setenv.*mcore|arguments:|custom-kargs|^bootargs=|^ *- *clk-imx8mp\.mcore/.test(text),
  );
  const wanted = written && /mcore[-_]?boot/i.test(written.text) ? written : undefined;
  if (argument?.is === 'mistyped') return evidence('certain', argument.line, facts.values.mcoreBooted?.line);
  // What was written is gone with the environment that it was written to.
  const confidence = wanted && argument && isLostBetween(facts, wanted, argument.line) ? 'possible' : 'certain';
  const inCmdline = facts.values.cmdline && exact.test(facts.values.cmdline.value) ? facts.values.cmdline.line : undefined;
  if (facts.values.mcoreBooted && argument?.is === 'off' && (wanted ?? inCmdline))
    return evidence(confidence, wanted ?? inCmdline, argument.line);
  if (wanted && exact.test(wanted.text) === false && attempted.test(wanted.text)) return evidence('certain', wanted);
  return wanted && argument?.is === 'off' ? evidence(confidence, wanted, argument.line) : undefined;
};

const isLostBetween = ({ lines }: Facts, written: LogLine, read: LogLine): boolean =>
  lines.slice(lines.indexOf(written), lines.indexOf(read)).some(({ text }) => /bad CRC, using default environment/.test(text));

// Gates that can be switched on again with the argument came to stable kernels in October 2024.
const fixedIn: Readonly<Record<string, number>> = { '5.15': 168, '6.1': 113, '6.6': 55 };
const hasOldGates = (facts: Facts): boolean | undefined => {
  const version = kernelOf(facts);
  if (!version) return undefined;
  const patch = fixedIn[`${version[0]}.${version[1]}`];
  return patch === undefined ? isOlder(version, 6, 11) : version[2] < patch;
};

const deadPeripherals = (facts: Facts): Evidence | undefined => {
  const argument = argumentOf(facts);
  const said = claimed(facts, 'peripherals-dead');
  if (hasOldGates(facts) === false || (argument && argument.is !== 'on') || (!argument && !said)) return undefined;
  const failures = all(
    facts,
    /\b3[0-3][0-9a-f]{6}\.(?!watchdog)[\w-]+: .*(?:\btimed[ -]out\b|\btimeout\b(?! \d+ ?s)|error -110|-ETIMEDOUT)/i,
  );
  if (said) return evidence('likely', said, argument?.line, ...failures.slice(0, 3), facts.values.kernel?.line);
  return failures.length > 0 && hasOldGates(facts)
    ? evidence('likely', argument?.line, ...failures.slice(0, 3), facts.values.kernel?.line)
    : undefined;
};

export const parameterCommand = {
  command: 'cat /sys/module/clk_imx8mp/parameters/mcore_booted',
  shows: 'Y when the argument is in effect',
} as const;
const cmdlineCommand = { command: 'cat /proc/cmdline', shows: 'how the argument was typed' } as const;

export const clockRows: readonly Row[] = [
  {
    id: 13,
    socs: ['imx8mp'],
    name: 'm7-domain-off',
    symptom: 'the board freezes inside start, with no further output',
    cause:
      "The clocks and the audio power domain that the M7 and its TCM need are off, and the A53's first access to the TCM never ends; U-Boot's bootaux leaves them on, which is why it works after that.",
    matches: domainOff,
    excludedBy: (facts) => {
      const argument = argumentOf(facts);
      if (argument?.is === 'on')
        return {
          because: 'clk-imx8mp.mcore_booted=1 keeps the clocks on; it does not give a DDR image its start vector',
          line: argument.line,
        };
      const returned = facts.starts.at(-1)?.up;
      return returned && { because: 'the start came back, so no access of the A53 hung', line: returned };
    },
    confirm: [parameterCommand, cmdlineCommand, { command: 'uname -r', shows: 'from 6.5 on the AudioMIX nodes keep the domain on' }],
    fix: 'Add the kernel argument clk-imx8mp.mcore_booted=1 (fw_setenv tdxargs clk-imx8mp.mcore_booted=1, then reboot), or power-domains = <&pgc_audio> in the node of the M7.',
    source: 'drivers/clk/imx/clk-imx8mp.c; Toradex on the kernel list, 4 Apr 2024; community.toradex.com/t/22285',
  },
  {
    id: 14,
    socs: imx8mFamily,
    name: 'argument-not-in-effect',
    symptom: 'the argument is in the environment and the M7 is still affected',
    cause: 'The kernel argument is mistyped or never reached the kernel: Linux ignores an argument that it does not know without a word.',
    matches: notInEffect,
    confirm: [parameterCommand, cmdlineCommand],
    fix: 'Write clk-imx8mp.mcore_booted=1 into tdxargs exactly so, reboot, and read the parameter again.',
    source: 'module_param(mcore_booted) in drivers/clk/imx/clk-imx8mp.c',
  },
  {
    id: 15,
    socs: imx8mFamily,
    name: 'old-clock-gates',
    symptom: 'peripherals of Linux are dead, and only with mcore_booted',
    cause: 'This kernel registers no gates at all with mcore_booted: a clock that it finds off can never be switched on again.',
    matches: deadPeripherals,
    confirm: [
      parameterCommand,
      { command: 'cat /sys/kernel/debug/clk/clk_summary', shows: 'whether the clock of the dead peripheral runs' },
    ],
    fix: 'Use a kernel with the stable fix of October 2024 (5.15.168, 6.1.113, 6.6.55), or let U-Boot switch these clocks on.',
    source: 'drivers/clk/imx/clk-composite-8m.c',
  },
  {
    id: 39,
    socs: imx8mFamily,
    name: 'argument-explained',
    symptom: 'somebody asks how to add clk-imx8mp.mcore_booted=1',
    cause:
      'The argument only keeps Linux from gating the root clocks that the M7 needs: it cures a freeze or hang at the start, and it does not write SP and PC, so a DDR image without a start vector stays mute with it.',
    role: 'advice',
    matches: (facts) => {
      const question = claimed(facts, 'asks-for-argument');
      return question && evidence('likely', question, argumentOf(facts)?.line);
    },
    confirm: [parameterCommand, cmdlineCommand],
    fix: 'On a running board: fw_setenv tdxargs clk-imx8mp.mcore_booted=1 and reboot. In an image: TorizonCore Builder, customization: kernel: arguments:.',
    source: 'drivers/clk/imx/clk-composite-8m.c; community.toradex.com/t/21051',
  },
];
