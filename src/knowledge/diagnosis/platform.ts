import type { ImxSoc } from '../firmware/soc-tables.ts';
import type { LogLine } from './log-line.ts';
import { isSaid } from './provenance.ts';

/** `other`: a SoC that imx_rproc does not drive. */
export type Soc = ImxSoc | 'other';

export interface KnownSoc {
  readonly name: Soc;
  /** What the text calls it. */
  readonly called: string;
  readonly line: LogLine;
  /** A program printed it; a person's word is weaker. */
  readonly isPrinted: boolean;
}

export interface KnownCore {
  /** Of remoteprocN. */
  readonly number: number;
  readonly name: string;
  readonly kind: 'm-core' | 'dsp' | 'other';
  readonly line: LogLine;
}

/** Whose core the text is about: established before any row looks at an address. */
export interface Platform {
  readonly soc?: KnownSoc;
  readonly cores: readonly KnownCore[];
}

const socs: readonly (readonly [Soc, RegExp])[] = [
  ['imx8mp', /i\.?mx[ -]?8[ -]?m[ -_]?p(?:lus)?(?![a-z])|i\.?mx8mp|mimx8ml\d/i],
  ['imx8mm', /i\.?mx[ -]?8[ -]?m[ -_]?m(?:ini)?(?![a-z])|i\.?mx8mm|mimx8mm\d/i],
  ['imx8mn', /i\.?mx[ -]?8[ -]?m[ -_]?n(?:ano)?(?![a-z])|i\.?mx8mn|mimx8mn\d/i],
  ['imx8mq', /i\.?mx[ -]?8[ -]?m[ -_]?(?:q|quad)(?![a-z])|i\.?mx8mq|mimx8mq\d|\bi\.?mx[ -]?8m(?:[ -]?evk)(?![a-z])/i],
  ['imx8qxp', /i\.?mx[ -]?8[ -]?q?(?:xp?|dxp?)(?![a-z])|imx8[qd]x/i],
  ['imx8ulp', /i\.?mx[ -]?8[ -]?ulp/i],
  ['imx8qm', /i\.?mx[ -]?8[ -]?(?:qm|quad ?max|qp)(?![a-z])|apalis[ -_]?i\.?mx[ -]?8(?![a-z])/i],
  ['imx7ulp', /i\.?mx[ -]?7[ -]?ulp/i],
  ['imx7d', /i\.?mx[ -]?7[ -]?(?:d|s|dual|solo)?(?![a-z\d])/i],
  ['imx6sx', /i\.?mx[ -]?6[ -]?(?:sx|solo ?x)(?![a-z])/i],
  ['imx93', /i\.?mx[ -]?93|mimx93\d|\bccimx93|connectcore 93/i],
  ['imx95', /i\.?mx[ -]?95|mimx95\d/i],
  [
    'other',
    /\bstm32mp\d*|\bam6[2-9]\d?x?\b|\bam57\d*|\b(?:zynq|versal|xilinx)\w*|\bk3-|\bjacinto|\bj7\w{2,4}\b|\brk3\d{3}|\bomap\d?|\bpru-?icss|\bqcom\b|\bmtk-scp|\besp32\w*|\brp2(?:040|350)\b|\braspberry pi pico\b|\blpc\d{2,4}\w*|\bi\.?mx ?rt ?\d{3,4}|\bmimxrt\d+\w*|\brt1\d{3}\b|\bstm32[fghluw]\w*|\bnrf5\d\w*/i,
  ],
];

/** Lines that name the machine itself weigh more than a driver's name, which siblings share (sdma-imx7d.bin is loaded on every i.MX 8M). */
const weights: readonly (readonly [RegExp, number])[] = [
  [/\bsdma|Direct firmware load|compatible|falling back|mcore[-_]?booted=/i, 0],
  [/imx-rproc imx\w+-cm|\bimx\w+-cm\d+#vdev|^CPU: +|^Model: |[Mm]achine model: |^HW model: |Hardware name: |^the board's model is/, 10],
];

/** Reads whose board and whose remote core it is. Never throws. `model`: of the board, where the lines are those of a run of this program. */
export const platformOf = (lines: readonly LogLine[], model: string | undefined): Platform => {
  const told = socOf(lines);
  const soc = model !== undefined && !told?.isPrinted ? (ownSoc(lines, model) ?? told) : told;
  return { ...(soc ? { soc } : {}), cores: coresOf(lines) };
};

// A model is named after its SoC, and where nothing printed says otherwise the lab file is right.
const ownSoc = (lines: readonly LogLine[], model: string): KnownSoc | undefined => {
  const [name] = socs.find(([, pattern]) => pattern.test(model)) ?? [];
  if (name === undefined) return undefined;
  const line = lines[0] ?? { channel: 'lab', source: 'journal', number: 1, text: `the board of this run is a ${model}` };
  return { name, called: model, line, isPrinted: true };
};

const socOf = (lines: readonly LogLine[]): KnownSoc | undefined => {
  const printed = new Map<Soc, Vote>();
  const said = new Map<Soc, Vote>();
  for (const line of lines) {
    const isPerson = isSaid(line);
    for (const [name, pattern] of socs) {
      const called = pattern.exec(line.prompt ?? line.text)?.[0] ?? pattern.exec(line.text)?.[0];
      if (called === undefined) continue;
      const weight = isPerson ? 1 : (weights.find(([habit]) => habit.test(line.text))?.[1] ?? (line.prompt ? 8 : 1));
      if (weight === 0) break;
      add(isPerson ? said : printed, name, { called, line, weight });
      break;
    }
  }
  const [best] = [...printed].sort(byWeight);
  if (best) return { name: best[0], called: best[1].called, line: best[1].line, isPrinted: true };
  const [told] = [...said].sort(byWeight);
  return told && { name: told[0], called: told[1].called, line: told[1].line, isPrinted: false };
};

interface Vote {
  readonly called: string;
  readonly line: LogLine;
  readonly weight: number;
}

const byWeight = ([, one]: readonly [Soc, Vote], [, other]: readonly [Soc, Vote]): number => other.weight - one.weight;

const add = (votes: Map<Soc, Vote>, name: Soc, vote: Vote): void => {
  const before = votes.get(name);
  const called = before && /\d/.test(before.called) && before.called !== 'k3-' ? before.called : vote.called;
  votes.set(name, before ? { ...before, called, weight: before.weight + vote.weight } : vote);
};

const naming: readonly RegExp[] = [
  /\bremoteproc(\d+): (?:powering up|attaching to) (\S+)/,
  /\bremoteproc(\d+): (?:remote processor )?(\S+) is (?:available|now (?:up|attached))/,
  /\bremoteproc(\d+): can't start rproc (\S+?):/,
  /\bremoteproc(\d+): stopped remote processor (\S+)/,
];

const coresOf = (lines: readonly LogLine[]): KnownCore[] => {
  const cores = new Map<string, KnownCore>();
  for (const [index, line] of lines.entries()) {
    if (isSaid(line)) continue;
    const asked = /remoteproc(\d+)\/name\b/.exec(lines[index - 1]?.command ?? '')?.[1];
    if (asked !== undefined && line.command === undefined && /^[\w.-]+$/.test(line.text) && !cores.has(asked))
      cores.set(asked, { number: Number(asked), name: line.text, kind: kindOf(line.text), line });
    for (const pattern of naming) {
      const [, number, name] = pattern.exec(line.text) ?? [];
      if (number !== undefined && name !== undefined && !cores.has(number))
        cores.set(number, { number: Number(number), name, kind: kindOf(name), line });
    }
  }
  return [...cores.values()];
};

const kindOf = (name: string): KnownCore['kind'] => {
  if (/dsp/i.test(name)) return 'dsp';
  return /^imx-rproc$|^imx\w+-cm\d|^(?:c?m[347]|m33)(?:_\d)?$|cm[47]|\.m4f?ss$/.test(name) ? 'm-core' : 'other';
};

/** Tells the lines that the kernel printed about a core that is no M-core. */
export const foreignCores = ({ cores }: Platform): ((line: LogLine) => boolean) => {
  const foreign = new Set(cores.filter(({ kind }) => kind !== 'm-core').map(({ number }) => String(number)));
  if (foreign.size === 0) return () => false;
  return ({ text }) => foreign.has(/^remoteproc remoteproc(\d+): /.exec(text)?.[1] ?? '');
};
