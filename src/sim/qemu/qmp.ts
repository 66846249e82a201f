import type { Readable, Writable } from 'node:stream';
import { PowerError } from '../../core/errors.ts';

export interface QmpEvent {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly QMP?: unknown;
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** QEMU's machine protocol on a pair of pipes: one JSON object a line. Answers come in the order of the commands. */
export class Qmp {
  readonly #output: Writable;
  readonly #onEvent: (event: QmpEvent) => void;
  readonly #greeting: Call & { readonly done: Promise<unknown> };
  #calls: Call[] = [];
  #rest = '';
  #over: Error | undefined;

  constructor(input: Readable, output: Writable, onEvent: (event: QmpEvent) => void) {
    this.#output = output;
    this.#onEvent = onEvent;
    this.#greeting = deferred();
    input.setEncoding('utf8').on('data', (text: string) => this.#feed(text));
    input.on('close', () => this.#end());
    // A write to a machine that was just killed: its end is told by the other pipe.
    output.on('error', () => {});
  }

  /** Resolves when the machine runs and takes commands. */
  async ready(): Promise<void> {
    await this.#greeting.done;
    await this.execute('qmp_capabilities');
  }

  /** Throws PowerError when QEMU refuses, or ends before it answers. */
  execute(command: string, args?: object): Promise<unknown> {
    if (this.#over) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#calls.push({ resolve, reject });
      this.#output.write(`${JSON.stringify({ execute: command, ...(args ? { arguments: args } : {}) })}\n`);
    });
  }

  #feed(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) if (line.trim() !== '') this.#take(JSON.parse(line) as Answer);
  }

  #take(answer: Answer): void {
    if (answer.QMP !== undefined) this.#greeting.resolve(undefined);
    else if (answer.event !== undefined) this.#onEvent({ event: answer.event, ...(answer.data ? { data: answer.data } : {}) });
    else if (answer.error) this.#calls.shift()?.reject(new PowerError(`QEMU refuses: ${answer.error.desc}`));
    else this.#calls.shift()?.resolve(answer.return);
  }

  #end(): void {
    this.#over = new PowerError('QEMU has ended');
    this.#greeting.reject(this.#over);
    for (const { reject } of this.#calls.splice(0)) reject(this.#over);
  }
}

const deferred = (): Call & { readonly done: Promise<unknown> } => {
  let call: Call = { resolve: () => {}, reject: () => {} };
  const done = new Promise<unknown>((resolve, reject) => {
    call = { resolve, reject };
  });
  // Nobody may be waiting when a machine ends.
  done.catch(() => {});
  return { ...call, done };
};
