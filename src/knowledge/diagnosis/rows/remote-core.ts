import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { isSaid } from '../provenance.ts';
import { claimed, type Evidence, evidence, one, type Row } from './row.ts';

const dspImage = /dsp|hifi|sof|fusion/i;

/** Cores of other vendors that are no M-core by their names: of TI, ST and Qualcomm. */
const noMCore = /pru|(?<![a-z])r5f?|dsp|wkup|scp|c7x|c66|(?<![a-z\d])m0(?!\d)/i;

/** On other vendors' SoCs: an M-core is wanted, by words or by the name of the image, and the core that refused it is none. */
const othersWrongCore = (facts: Facts): Evidence | undefined => {
  const core = facts.platform.cores.find(({ kind, name }) => kind !== 'm-core' && noMCore.test(name));
  const refused =
    core && facts.foreignLines.find(({ text }) => /bad phdr|Boot failed|can't start rproc|Failed to (?:load|process)/.test(text));
  if (!core || !refused) return undefined;
  const image = facts.foreignLines.find(({ text }) => /Booting fw image \S*(?:c?m[347]|cm33|m33)\S*,/i.test(text));
  const wanted =
    image ?? facts.lines.find((line) => isSaid(line) && /(?<![a-z])c?m[347](?![a-z\d])|\bc?m33\b|cortex[- ]?m|\bmcu\b/i.test(line.text));
  return wanted && evidence('likely', core.line, wanted, refused);
};

/** Somebody wants the DSP, and no M-core. */
export const isMeantForDsp = (line: LogLine): boolean =>
  line.kernelTime === undefined &&
  !/imx-dsp-rproc|\bremoteproc\d+: /.test(line.text) &&
  /\ba?dsp\b(?! ?(?:is|was|node))|\bhifi ?\d?\b|\bxtensa\b/i.test(line.text);

const wrongCore = (facts: Facts): Evidence | undefined => {
  const { cores, soc } = facts.platform;
  const foreign = cores.find(({ kind, number }) => kind !== 'm-core' && (number === 0 || !cores.some((each) => each.kind === 'm-core')));
  const said = claimed(facts, 'remoteproc-is-dsp');
  const own = cores.find(({ kind }) => kind === 'm-core');
  // On other vendors' SoCs the cores have names of their own, and none of them is wrong by it.
  const others = othersWrongCore(facts);
  if (others && (soc?.name === 'other' || !foreign || foreign.kind === 'other')) return others;
  if (!foreign || soc?.name === 'other') return said && evidence('likely', said, own?.line);
  const failed =
    facts.foreignLines.find(({ text }) =>
      /bad phdr|Boot failed|can't start rproc|Failed to (?:load|process)|request_firmware failed|Direct firmware load/.test(text),
    ) ?? one(facts, /write error: /);
  const image = facts.foreignLines.flatMap(
    ({ text }) => /(?:Booting fw image|Direct firmware load for) (\S+?),? /.exec(text)?.[1] ?? [],
  )[0];
  const isForIt = image !== undefined && dspImage.test(image);
  const wanted = facts.lines.find(
    ({ text, channel, command }) =>
      (channel === 'text' || command) && /(?<![a-z])c?m[47](?![a-z0-9])|cortex[- ]?m|\bm33\b|m-core|m core/i.test(text),
  );
  // A sample for the DSP, by the name of its board or by words, is on the right core whatever its file is called.
  if (foreign.kind === 'dsp' && !said && !wanted && facts.lines.some((line) => isMeantForDsp(line))) return undefined;
  if (foreign.kind === 'dsp' && image !== undefined && !isForIt) return evidence('certain', foreign.line, failed, own?.line, said);
  if (foreign.kind === 'dsp' && (failed ?? said) && (said ?? wanted) && !(own && isForIt))
    return evidence('likely', foreign.line, failed, said ?? wanted, own?.line);
  if (foreign.kind === 'other' && (said ?? wanted)) return evidence('possible', foreign.line, failed, said ?? wanted, own?.line);
  return undefined;
};

export const remoteCoreRows: readonly Row[] = [
  {
    id: 42,
    name: 'wrong-remote-core',
    // Something is there, and it is another core.
    hides: ['no-remoteproc'],
    symptom: 'powering up imx-dsp-rproc, or another core that is no M-core, as remoteproc0',
    cause:
      'remoteproc0 is another core than the one that is meant, the audio DSP as a rule: it takes no image of an M-core. The M-core is the remoteprocN whose name is imx-rproc; without one the device tree has no node for it.',
    matches: wrongCore,
    confirm: [
      { command: 'grep . /sys/class/remoteproc/remoteproc*/name', shows: 'which core each number is: imx-rproc is the M-core' },
      { command: 'dmesg | grep -E "imx-rproc|imx-dsp|remoteproc"', shows: 'which drivers found a core' },
    ],
    fix: 'Use the remoteprocN whose name is imx-rproc; when there is none, apply the overlay or device tree that has the node of the M-core (fsl,imx8mp-cm7, fsl,imx8qm-cm4, ...), or disable the DSP.',
    source: 'drivers/remoteproc/imx_dsp_rproc.c and imx_rproc.c; /sys/class/remoteproc',
  },
];

/** The remote core that this text knows by a line of the kernel. */
export const availableCore = (facts: Facts) => one(facts, /remoteproc\d+: imx-rproc is available/);
