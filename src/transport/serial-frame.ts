import { randomUUID } from 'node:crypto';
import { shellQuote } from '../core/shell.ts';

// busybox ash takes 1024 characters a line (FEATURE_EDITING_MAX_LEN), a terminal in canonical mode 4095.
const pieceLength = 700;

// printk's time stamp; with CONFIG_PRINTK_CALLER another bracket follows.
const kernelLine = '\\[ *\\d+\\.\\d{6}\\][^\\n]*\\n';

export interface SudoWords {
  readonly withPassword: boolean;
}

/**
 * One command as it is typed on a terminal, between markers that its own echo does not contain. They come twice each, since kernel text may
 * land in the middle of one.
 */
export class SerialFrame {
  readonly #id = randomUUID().slice(0, 13);
  readonly #command: string;
  readonly #sudo: SudoWords | undefined;

  constructor(command: string, sudo?: SudoWords) {
    this.#command = command;
    this.#sudo = sudo;
  }

  /** Lines to type. Nothing runs before the last one. */
  get lines(): readonly string[] {
    const text = printfEscaped(this.#sudo ? `exec </dev/null; ${this.#command}` : this.#command);
    const pieces = Array.from({ length: Math.max(1, Math.ceil(text.length / pieceLength)) }, (_, index) =>
      text.slice(index * pieceLength, (index + 1) * pieceLength),
    );
    const assignments = pieces.map((piece, index) => `HIL=${index === 0 ? '' : '"$HIL"'}${shellQuote(piece)}`);
    const runs = `echo ${this.#typed('b')}; echo ${this.#typed('b')}; ${this.#launch}; HIL=$?; echo ${this.#typed('e')} $HIL; echo ${this.#typed('e')} $HIL`;
    return assignments.length === 1 && text.length < pieceLength / 2 ? [`${assignments[0]}; ${runs}`] : [...assignments, runs];
  }

  get begun(): string {
    return `hil-b-${this.#id}\n`;
  }

  get ended(): RegExp {
    return new RegExp(`hil-e-${this.#id} (?<status>\\d+)\\n`);
  }

  get askedOrEnded(): RegExp {
    return new RegExp(`(?<asked>hil-s-${this.#id}:)|${this.ended.source}`);
  }

  /** The output within the text that came before the end marker: whole lines of the kernel left out. */
  read(text: string): string {
    const from = text.lastIndexOf(this.begun);
    const output = from < 0 ? text : text.slice(from + this.begun.length);
    const brokenEnd = new RegExp(`${[...`hil-e-${this.#id}`].join(`(?:${kernelLine})*`)}[^\\n]*\\n(?:${kernelLine})*$`);
    const unasked = output.replaceAll(new RegExp(`hil-s-${this.#id}:\\n?`, 'g'), '');
    return unasked.replace(brokenEnd, '').replace(new RegExp(`^${kernelLine}`, 'gm'), '');
  }

  get #launch(): string {
    if (!this.#sudo) return `(eval "$(printf %b "$HIL")") </dev/null`;
    const how = this.#sudo.withPassword ? `-k -S -p ${this.#typed('s')}:` : '-n';
    return `sudo ${how} -- sh -c "$(printf %b "$HIL")"`;
  }

  #typed(kind: string): string {
    return `hil-''${kind}-${this.#id}`;
  }
}

// Tabs, line endings and other control characters mean something to a terminal, so none is typed.
const printfEscaped = (command: string): string =>
  [...Buffer.from(command)]
    .map((byte) => {
      if (byte === 0x5c) return '\\\\';
      return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\0${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
