import type { PowerState } from '../../../core/power.ts';
import { openPty, type Pty } from '../../testing/pty.ts';

/** A relay board on a pty that speaks one of the two protocols. */
export const startUsbRelay = async (model: 'lcus' | 'numato', channels = 4) => {
  const pty: Pty = await openPty();
  const contacts: PowerState[] = Array.from({ length: channels + 1 }, () => 'off');
  let isNonsense = false;
  const speak = { lcus: speakLcus, numato: speakNumato }[model];
  let pending: Buffer = Buffer.alloc(0);
  pty.output.on('data', (chunk: Buffer) => {
    if (isNonsense) return void pty.input.write('?');
    pending = Buffer.concat([pending, chunk]);
    pending = speak(pending, contacts, (text) => void pty.input.write(text));
  });
  return {
    path: pty.path,
    contact: (channel: number): PowerState => contacts[channel] ?? 'unknown',
    break: async (how: 'unreachable' | 'nonsense'): Promise<void> => {
      if (how === 'nonsense') isNonsense = true;
      else await pty.unplug();
    },
    [Symbol.asyncDispose]: () => pty[Symbol.asyncDispose](),
  };
};

type Speak = (bytes: Buffer, contacts: PowerState[], say: (text: string) => void) => Buffer;

const speakLcus: Speak = (bytes, contacts, say) => {
  let rest = bytes;
  for (;;) {
    if (rest[0] === 0xff) {
      say(
        contacts
          .slice(1)
          .map((state, index) => `CH${index + 1}: ${state.toUpperCase()}\r\n`)
          .join(''),
      );
      rest = rest.subarray(1);
    } else if (rest.length >= 4) {
      const [start = 0, channel = 0, operation = 0, sum] = rest;
      if (start === 0xa0 && ((start + channel + operation) & 0xff) === sum) contacts[channel] = operation === 1 ? 'on' : 'off';
      rest = rest.subarray(4);
    } else return rest;
  }
};

const speakNumato: Speak = (bytes, contacts, say) => {
  const end = bytes.indexOf('\r');
  if (end < 0) return bytes;
  const line = bytes.subarray(0, end).toString();
  const [, verb, channel] = /^relay (on|off|read) (\w)$/.exec(line) ?? [];
  const index = Number.parseInt(channel ?? '', 36);
  if (verb === 'on' || verb === 'off') contacts[index] = verb;
  say(`${line}\n\r${verb === 'read' ? `${contacts[index]}\n\r` : ''}>`);
  return bytes.subarray(end + 1);
};
