import type { Headline, Headlines } from './headlines.ts';
import { type Message, normalise } from './normalise.ts';

const shortestWrapped = 24;
const longestJoined = 400;
/** Columns at which mailers and forums wrap. */
const narrowest = 60;
const widest = 132;

/** Headlines in two lines: a mailer wrapped them, or the name of a task holds a newline. */
export class WrappedLines {
  readonly #headlines: Headlines;
  #begun: Message | undefined;

  constructor(headlines: Headlines) {
    this.#headlines = headlines;
  }

  /** True while the next line may end a headline that has begun. */
  get waiting(): boolean {
    return this.#begun !== undefined;
  }

  forget(): void {
    this.#begun = undefined;
  }

  /** The message, or the one that it makes together with the line before it, when only both are a headline. */
  whole(message: Message, before: () => string | undefined): Message {
    const begun = this.#begun;
    this.#begun = undefined;
    const isPart = this.#headlines.holdsWord(message.text);
    if (!begun && !isPart) return message;
    if (isPart && this.#headlines.find(message.text)) return message;
    const first = begun ?? last(before(), message.stamped);
    const joined = joins(first, message).find(({ text }) => this.#headlines.find(text));
    if (joined && !this.#headlines.find(first!.text)) return joined;
    if (isPart && message.text.length >= shortestWrapped) this.#begun = message;
    return message;
  }
}

/** The line's last message, if one behind it may belong to it. */
const last = (line: string | undefined, isStamped: boolean): Message | undefined =>
  line === undefined || (isStamped && !line.includes(opensWithName)) ? undefined : normalise(line).at(-1);

const opensWithName = 'INFO: task ';
const joins = (begun: Message | undefined, message: Message): readonly Message[] => {
  if (!begun || begun.text.length + message.text.length > longestJoined) return [];
  // printk stamps each line of a name with a newline; a mailer's second line has nothing in front.
  if (begun.text.startsWith(opensWithName))
    return [
      { ...begun, text: begun.text + message.text },
      { ...begun, text: `${begun.text} ${message.text}` },
    ];
  return message.stamped || begun.text.length < shortestWrapped ? [] : [{ ...begun, text: `${begun.text} ${message.text}` }];
};

/** What opens a report's body is no rest of its headline. */
const begins = /^(?:CPU:? ?\d|Pid: |Modules linked|Call [Tt]race|Hardware name|Workqueue: |\[<|[-=]{3}|\d+ locks? held|in_atomic|$)/;

/** The headline together with the line behind it, where that one says more than the headline alone: it was wrapped. `line`: the headline's as it came. */
export const completed = (headline: Headline, next: Message, line: string, headlines: Headlines): Headline | undefined => {
  if (line.length + next.text.split(' ', 1)[0]!.length < narrowest || line.length > widest || begins.test(next.text)) return undefined;
  const joined = headlines.find(`${headline.text} ${next.text}`);
  if (!joined || joined.rule.kind !== headline.rule.kind || joined.rule.severity !== headline.rule.severity) return undefined;
  // What a program printed behind a panic must not become its reason.
  const gained = Object.entries(joined.groups).some(([name, value]) => name !== 'reason' && value !== headline.groups[name]);
  return gained || joined.rule !== headline.rule ? joined : undefined;
};
