import { ConsoleSession } from '../../../console/console-session.ts';
import type { ConsoleName } from '../../../core/console.ts';
import type { Clock } from '../../../core/time.ts';
import { MemoryStream } from '../../../drivers/testing/memory-stream.ts';

/** A console session on a wire in memory: a test says what the board prints and answers what is sent. */
export class MemoryConsole extends ConsoleSession {
  readonly sent: string[] = [];
  /** Answers what the runner sends, as the board would. */
  onSend: (text: string) => void = () => {};
  readonly #wire: MemoryStream;

  constructor(clock: Clock, name: ConsoleName = 'a53') {
    const { near, far } = MemoryStream.pair();
    super({ name, stream: near, clock });
    this.#wire = near;
    far.onData((chunk) => {
      const text = Buffer.from(chunk).toString();
      this.sent.push(text);
      this.onSend(text);
    });
  }

  receive(text: string): void {
    this.#wire.receive(text);
  }
}
