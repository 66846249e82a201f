import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { argumentOf, parameterCommand } from './clocks.ts';
import { claimed, type Evidence, everyImx, evidence, isAboutCore, one, type Row } from './row.ts';

/** U-Boot started the core: its own line, what was typed, or what Linux found. */
export const startedByUBoot = (facts: Facts): LogLine | undefined =>
  one(facts, /^## Starting auxiliary core|imx-rproc is now attached|attaching to imx-rproc/) ??
  facts.lines.find(({ command, text }) => /\bbootaux\b|\bm4boot\b|\bcm_boot\b/.test(command ?? text));

const gated = (facts: Facts): Evidence | undefined => {
  const said = claimed(facts, 'output-ends-with-linux');
  const start = startedByUBoot(facts);
  const last = facts.observations.at(-1);
  const isObserved = last?.outcome === 'mute' && last.startedBy === 'u-boot';
  const isSilent = start !== undefined && facts.starts.length === 0 ? claimed(facts, 'm7-silent') : undefined;
  const argument = argumentOf(facts);
  const cleanup = one(facts, /clk: (?:Disabling|Not disabling) unused clocks/);
  if (isObserved && argument && argument.is !== 'on') return evidence('likely', start, argument.line, cleanup);
  // Silence by itself has many causes; with the argument known to be off this is the nearest.
  const proof = said ?? (argument && argument.is !== 'on' ? isSilent : undefined);
  if (
    !proof ||
    !isAboutCore(facts) ||
    claimed(facts, 'garbled-under-linux') ||
    claimed(facts, 'ddr-mute-tcm-fine') ||
    claimed(facts, 'debugger-fails') ||
    claimed(facts, 'stopped-by-suspend') ||
    facts.starts.some(({ refused }) => refused)
  )
    return undefined;
  const isElsewhere = start === undefined && facts.starts.length > 0;
  // Where Linux itself does not come up, the core's silence is the smaller trouble.
  if (claimed(facts, 'linux-stops-with-core') && !cleanup) return undefined;
  // A firmware that faults at a device, or takes the board with it, has told more than one that falls silent.
  const isFault =
    claimed(facts, 'rdc') !== undefined && (one(facts, /\b(?:hard|bus|mem\w*) ?fault/i) ?? claimed(facts, 'board-freezes')) !== undefined;
  const confidence = isElsewhere || isFault || argument?.is === 'on' ? 'possible' : 'likely';
  return evidence(confidence, proof, start, cleanup, argument?.line, facts.values.kernel?.line);
};

const garbled = (facts: Facts): Evidence | undefined => {
  const said = claimed(facts, 'garbled-under-linux');
  return said && evidence('likely', said, startedByUBoot(facts), one(facts, /creating channel \S+ addr/));
};

const clocksCommand = {
  command: 'cat /sys/kernel/debug/clk/clk_summary',
  shows: 'whether the root clocks of the core and of its UART run, and at which rate',
} as const;

export const gatingRows: readonly Row[] = [
  {
    id: 40,
    name: 'clocks-gated-at-boot',
    symptom: 'the core that U-Boot started falls silent when Linux boots',
    cause:
      'Linux switches off the clocks that no driver of its own asks for when it boots ("Disabling unused clocks"), and the root clocks of the M-core and of its UART are among them; from then on the core stands still or cannot be heard.',
    socs: everyImx,
    matches: gated,
    excludedBy: (facts) => {
      const argument = argumentOf(facts);
      return argument?.is === 'on' && startedByUBoot(facts)
        ? { because: 'with mcore_booted in effect Linux gates no root clock', line: argument.line }
        : undefined;
    },
    confirm: [parameterCommand, { command: 'cat /proc/cmdline', shows: 'whether the argument was given' }, clocksCommand],
    fix: 'On an i.MX 8M add the kernel argument clk-imx8mp.mcore_booted=1 (clk-imx8mm, clk-imx8mn or clk-imx8mq on the others), and disable in the device tree what the core uses: its UART (uart4 on a Verdin iMX8MP) first of all. Elsewhere name these clocks in the node of the core, or boot once with clk_ignore_unused to prove it.',
    source: 'clk_disable_unused in drivers/clk/clk.c; mcore_booted in drivers/clk/imx/clk-composite-8m.c; community.toradex.com/t/30315',
  },
  {
    id: 41,
    name: 'uart-clock-changed',
    symptom: "the core's text is readable in U-Boot and rubbish under Linux",
    cause:
      "Linux gave the UART's root clock another parent or rate while it booted, and the core goes on with the divider it computed before: the baud rate is wrong from then on.",
    matches: garbled,
    confirm: [clocksCommand, { step: 'measure the bit time on the wire before and after the boot of Linux' }],
    fix: "Disable this UART in Linux's device tree, keep its assigned-clocks from changing it, and let the firmware set its clock root itself or ask for the rate after Linux is up.",
    source: 'assigned-clock-parents in the device tree; drivers/clk/clk-conf.c',
  },
];
