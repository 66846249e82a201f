import type { LabEvent } from '../core/event.ts';
import { mapStrings } from '../core/redaction.ts';
import type { HiddenValues } from './hidden-values.ts';

type ConsoleEvent = Extract<LabEvent, { readonly type: 'console.received' | 'console.sent' }>;

const isConsole = (event: LabEvent): event is ConsoleEvent => event.type === 'console.received' || event.type === 'console.sent';
const textOf = ({ bytes }: ConsoleEvent): string => Buffer.from(bytes, 'base64').toString('latin1');

/** Learns what the events give away. */
export const lookAtJournal = (events: readonly LabEvent[], hidden: HiddenValues): void => {
  for (const stream of streamsOf(events)) hidden.look(stream.map(textOf).join(''));
  for (const event of events) {
    if (isConsole(event)) continue;
    mapStrings(event, (text) => {
      hidden.look(text);
      return text;
    });
    if (event.type !== 'board.identified') continue;
    const { 'serial-number': serial } = event.properties;
    if (serial !== undefined && /\d{5}/.test(serial)) hidden.add('serial', serial);
  }
};

/** The events without it. Times, order and everything else stay, so that a replay judges the same. */
export const hiddenJournal = (events: readonly LabEvent[], hidden: HiddenValues): LabEvent[] => {
  const replaced = new Map<LabEvent, LabEvent>();
  for (const stream of streamsOf(events)) {
    hidden.hideStream(stream.map(textOf)).forEach((text, index) => {
      const event = stream[index]!;
      replaced.set(event, { ...event, bytes: Buffer.from(text, 'latin1').toString('base64') });
    });
  }
  return events.map((event) => replaced.get(event) ?? hideIn(event, hidden));
};

// What a program reads is left as it is: names of boards, types and kinds hold nothing of a lab, but a name may look like a user's.
const hideIn = (event: LabEvent, hidden: HiddenValues): LabEvent => {
  const { seq, at, board, ...body } = event;
  return { seq, at, board, ...mapStrings(body, (text) => hidden.hide(text)) } as LabEvent;
};

const streamsOf = (events: readonly LabEvent[]): readonly ConsoleEvent[][] => {
  const streams = new Map<string, ConsoleEvent[]>();
  for (const event of events.filter(isConsole)) {
    const key = `${event.board} ${event.type} ${event.console}`;
    const stream = streams.get(key);
    if (stream) stream.push(event);
    else streams.set(key, [event]);
  }
  return [...streams.values()];
};
