import { randomUUID } from 'node:crypto';
import { shellQuote } from '../../core/shell.ts';
import { type CheckedScript, checkedScript } from './checked-lines.ts';
import { amidKernel, outputCandidates, runAmidKernel, withoutKernel } from './kernel-text.ts';
import type { ShellTools } from './shell-tools.ts';

export interface SudoWords {
  readonly withPassword: boolean;
}

/** What the shell says of a command that is over. */
export interface FrameEnd {
  /** Undefined when it was interrupted. */
  readonly status: number | undefined;
  /** Of the output. */
  readonly sum: string;
  readonly bytes: number;
}

/**
 * One command as it is typed on a terminal. The shell compares the check sum of what arrived before anything runs, runs it once however often it
 * is typed, and tells status, length and check sum of what was printed, so that a wire that loses or changes bytes is told from the product.
 * Every sentence of its own comes several times, and as the echo of what is typed never.
 */
export class SerialFrame {
  readonly #id = randomUUID().slice(0, 13);
  readonly #command: string;
  readonly #tools: ShellTools;
  readonly #sudo: SudoWords | undefined;

  constructor(command: string, tools: ShellTools, sudo?: SudoWords) {
    this.#command = command;
    this.#tools = tools;
    this.#sudo = sudo;
  }

  get typed(): CheckedScript {
    return checkedScript(this.#script, this.#id, this.#typed('b'), this.#tools.sum);
  }

  /** A pattern, as the others here: the kernel's lines may stand in the middle. */
  get taken(): string {
    return amidKernel(`hil-b-${this.#id}\n`);
  }

  get askedOrEnded(): RegExp {
    return new RegExp(`(?<asked>${amidKernel(`hil-s-${this.#id}:`)})|${this.ended.source}`);
  }

  get ended(): RegExp {
    return new RegExp(`(?<ended>${amidKernel(`hil-e-${this.#id} `)}${runAmidKernel('[\\da-f no-]')}\\n)`);
  }

  /** Undefined for a sentence that was damaged itself. */
  readEnd(said: string): FrameEnd | undefined {
    const { end = '', check } = /(?<end>(?:\d+|none) [\da-f-]+ \d+) (?<check>[\da-f-]+)\n$/.exec(withoutKernel(said))?.groups ?? {};
    if (this.#tools.sum.of(Buffer.from(`${end}\n`)) !== check) return undefined;
    const [status, sum, bytes] = end.split(' ') as [string, string, string];
    return { status: status === 'none' ? undefined : Number(status), sum, bytes: Number(bytes) };
  }

  /** The output within the text before the end, where it is what the check sum says, with the kernel's own lines left out or not. */
  read(text: string, { sum }: Pick<FrameEnd, 'sum'>): string | undefined {
    const candidates = this.#outputs(text).flatMap((output) => [output, this.withoutQuestion(output)]);
    const found = candidates.find((candidate) => this.#tools.sum.of(Buffer.from(candidate)) === sum);
    return found === undefined ? undefined : this.withoutQuestion(found);
  }

  /** The same without a check, for evidence. */
  guess(text: string): string {
    return this.withoutQuestion(this.#outputs(text).at(-1)!);
  }

  /** What sudo asks is printed like the output. */
  withoutQuestion(output: string): string {
    return output.replaceAll(new RegExp(`hil-s-${this.#id}:\\n?`, 'g'), '');
  }

  /** How often sudo has asked. */
  questionsIn(text: string): number {
    return text.split(`hil-s-${this.#id}:`).length - 1;
  }

  #outputs(text: string): readonly string[] {
    const behind = text.split(new RegExp(this.taken)).at(-1)!;
    return outputCandidates(behind, `hil-e-${this.#id} `);
  }

  // What was printed is kept until the next command, to be asked for again.
  get #script(): string {
    const place = `for HILF in /tmp /run /dev/shm /var/tmp .; do [ -w $HILF ] && break; done; HILF=$HILF/.hil-${this.#id}; (umask 77; : >$HILF; : >$HILF.s)`;
    const run = `{ ${this.#launch}; echo $? >$HILF.s; } 2>&1`;
    const keep = '{ if command -v tee >/dev/null; then tee $HILF; else cat >$HILF; cat $HILF; fi; }';
    const { program } = this.#tools.sum;
    const say = `echo ${this.#typed('e')} $HILE`;
    return [
      `[ "$HILD" = ${this.#id} ] || { HILD=${this.#id}; [ -z "$HILF" ] || rm -f $HILF $HILF.s; ${place}; ${run} | ${keep}; }`,
      `HILE=$(cat $HILF.s); HILO=$(${program} <$HILF 2>/dev/null); HILE="\${HILE:-none} \${HILO%% *}"`,
      `HILO=$(wc -c <$HILF 2>/dev/null); HILE=$(echo $HILE \${HILO:-0}); HILO=$(echo "$HILE" | ${program}); HILE="$HILE \${HILO%% *}"`,
      `${say}; ${say}; ${say}`,
    ].join('\n');
  }

  get #launch(): string {
    if (!this.#sudo) return `(eval ${shellQuote(this.#command)}) </dev/null`;
    const how = this.#sudo.withPassword ? `-k -S -p ${this.#typed('s')}:` : '-n';
    return `sudo ${how} -- sh -c ${shellQuote(`exec </dev/null; ${this.#command}`)}`;
  }

  #typed(kind: string): string {
    return `hil-''${kind}-${this.#id}`;
  }
}
