import type { ConsoleName } from '../../core/console.ts';
import type { LabEvent } from '../../core/event.ts';
import type { LineChannel, LogLine } from './log-line.ts';
import { linesOf } from './pasted-lines.ts';

/** The lines of a journal in the order in which they came. */
export const journalLines = (events: readonly LabEvent[]): LogLine[] => new JournalLines().read(events);

class JournalLines {
  readonly #lines: LogLine[] = [];
  readonly #pending = new Map<ConsoleName, { text: string; at: number }>();
  #number = 0;
  #speed = 1;
  #lastAnswer = Number.NEGATIVE_INFINITY;

  read(events: readonly LabEvent[]): LogLine[] {
    for (const event of events) this.#event(event);
    for (const [name, { text, at }] of this.#pending) this.#add(name, text, at);
    // A command is written down when it ends, and belongs where it began.
    return this.#lines.sort((one, other) => (one.at ?? 0) - (other.at ?? 0));
  }

  #event(event: LabEvent): void {
    if (event.type === 'board.opened') this.#speed = event.speed || 1;
    else if (event.type === 'board.identified')
      this.#texts(
        'lab',
        Object.entries(event.properties).map(([name, value]) => `the board's ${name} is ${value}`),
        event.at,
      );
    else if (event.type === 'console.received') this.#bytes(event.console, event.bytes, event.at);
    else if (event.type === 'kmsg.received') this.#add('kmsg', event.line, event.at);
    else if (event.type === 'power.switched') this.#power(event);
    else if (event.type === 'provision.changed') this.#add('lab', `${event.what}: '${event.from}' becomes '${event.to}'`, event.at);
    else if (event.type === 'channel.lost') this.#texts('lab', [event.error.name, event.error.message, ...event.error.evidence], event.at);
    else if (event.type === 'command.finished') {
      this.#command(event.via, event.command, Math.max(this.#lastAnswer, event.at - event.output.durationMs / this.#speed));
      this.#lastAnswer = event.at;
      this.#texts(event.via, `${event.output.stdout}\n${event.output.stderr}`.split('\n'), event.at);
    } else if (event.type === 'm7.observed')
      this.#texts(
        'kmsg',
        event.observation.kernelLines.filter((text) => !this.#has(text)),
        event.at,
      );
    else if (event.type === 'scenario.finished') {
      for (const { name, message, evidence } of event.result.errors) this.#texts('lab', [`${name}: ${message}`, ...evidence], event.at);
    }
  }

  #power({ state, at, askedAt = at }: Extract<LabEvent, { readonly type: 'power.switched' }>): void {
    for (const [name, { text, at: then }] of this.#pending) {
      // The first words of a boot may come before the relay has answered.
      if (state === 'on' && then >= askedAt) continue;
      this.#add(name, text, then);
      this.#pending.delete(name);
    }
    this.#add('lab', `power ${state}`, at);
  }

  #bytes(name: ConsoleName, base64: string, at: number): void {
    const text = (this.#pending.get(name)?.text ?? '') + Buffer.from(base64, 'base64').toString('latin1');
    const lines = text.split(/\r*\n/);
    const rest = lines.pop() ?? '';
    for (const line of lines) this.#add(name, line, at);
    this.#pending.set(name, { text: rest.slice(-longestPending), at });
  }

  #texts(channel: LineChannel, texts: readonly string[], at: number): void {
    for (const text of texts) if (text.trim() !== '') this.#add(channel, text, at);
  }

  #command(channel: LineChannel, command: string, at: number): void {
    const text = command.trim().replaceAll('\n', '; ');
    this.#lines.push({ channel, source: 'journal', number: ++this.#number, text, command: text, at });
  }

  #add(channel: LineChannel, raw: string, at: number): void {
    if (raw.trim() === '') return;
    this.#lines.push(...linesOf(raw, { channel, source: 'journal', number: ++this.#number, at }));
  }

  // What the runner quotes of the kernel's log it has often read as it came.
  #has(text: string): boolean {
    return this.#lines.slice(-recentLines).some((line) => line.text === text);
  }
}

const longestPending = 65_536;
const recentLines = 400;
