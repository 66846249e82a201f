import { shownLine, shownText } from '../core/clean-text.ts';
import type { ConsoleName } from '../core/console.ts';
import { boardClock, formatMs, monotonicMs } from '../core/time.ts';
import type { GivenBoard, Operator } from '../run/supervisor/operator.ts';
import type { Progress } from './progress.ts';
import { typeUntilLeft } from './typed-keys.ts';

export interface ConsolePersonOptions {
  readonly progress: Pick<Progress, 'hide' | 'show'>;
  readonly screen: NodeJS.WriteStream;
  /** Host milliseconds without a key after which nobody seems to be there. */
  readonly patienceMs?: number;
}

// A board that somebody went home from must not keep its power for the night.
const patience = 60 * 60_000;
const lookMs = 1000;

/** Gives a board's consoles to whoever sits at the terminal of the run. */
export class ConsolePerson implements Operator {
  readonly #options: ConsolePersonOptions;
  constructor(options: ConsolePersonOptions) {
    this.#options = options;
  }

  async take(given: GivenBoard, taken: AbortSignal): Promise<void> {
    const { progress, screen } = this.#options;
    progress.hide();
    const over = new AbortController();
    const say = (text: string): void => void screen.write(`\r\nhil: ${shownLine(text)}\r\n`);
    let shown: ConsoleName = 'a53';
    let typedAt = monotonicMs();
    const change = (): void => {
      typedAt = monotonicMs();
      shown = given.consoles.find((name) => name !== shown) ?? shown;
      say(`the ${shown} console of ${given.board}`);
      screen.write(tailOf(given, shown));
    };
    screen.write(introduction(given));
    screen.write(tailOf(given, shown));
    given.onHeard((message) => {
      if (message.type === 'remark') say(message.text);
      // As `hil console` does: a person types at a terminal that is the board's.
      else if (message.console === shown) screen.write(message.bytes);
    });
    const typing = typeUntilLeft(
      {
        send: (text) => {
          typedAt = monotonicMs();
          given.type(shown, text);
        },
        sendBreak: () => given.sendBreak(shown),
        ...(given.consoles.length > 1 ? { change } : {}),
      },
      AbortSignal.any([taken, over.signal]),
    );
    void this.#whenForgotten(() => typedAt, over, say);
    await typing.catch((cause: unknown) => say(String(cause)));
    over.abort();
    say(farewell(given, taken.aborted));
    progress.show();
  }

  async #whenForgotten(typedAt: () => number, over: AbortController, say: (text: string) => void): Promise<void> {
    const { patienceMs = patience } = this.#options;
    while (!over.signal.aborted) {
      const left = typedAt() + patienceMs - monotonicMs();
      if (left <= 0) {
        say(`nobody typed for ${formatMs(patienceMs)}`);
        over.abort();
      }
      await boardClock()
        .sleep(Math.min(Math.max(left, 0), lookMs), over.signal)
        .catch(() => {});
    }
  }
}

const introduction = ({ board, why, sentence, consoles, endState }: GivenBoard): string => {
  const after = why === 'pause' ? 'goes on with the scenario' : `ends the run${endState === 'off' ? ' and switches the board off' : ''}`;
  const other = consoles.length > 1 ? ', Ctrl-^ changes to its other console' : '';
  const lines = [
    why === 'pause' ? sentence : `FAILED ${sentence}`,
    `${board} ${why === 'pause' ? 'is yours meanwhile' : 'stays as it is'}. This is its a53 console: Ctrl-] ${after}${other}, Ctrl-\\ sends a break`,
  ];
  return `${lines.map((line) => `\r\nhil: ${shownLine(line)}`).join('')}\r\n`;
};

const tailOf = ({ tails }: GivenBoard, name: ConsoleName): string => (tails[name] ?? []).map((line) => shownText(line)).join('\r\n');

const farewell = ({ board, why, endState }: GivenBoard, isTaken: boolean): string => {
  if (isTaken) return `${board} is the run's again, which ends or goes on without you`;
  if (why === 'pause') return 'the scenario goes on';
  return endState === 'off' ? `the run ends, and ${board} is switched off` : `the run ends, and ${board} stays on, as the lab file asks`;
};
