import { describe, expect, test } from 'vitest';
import { type Event, eventsIn } from './events.ts';
import { glossed } from './glossed.ts';
import { about, names, Tale, what, when } from './tale.ts';

const tell = (...sentences: string[]): Event[] =>
  eventsIn(sentences.map((text, index) => glossed({ text, line: { channel: 'said', source: 'post.txt', number: index + 1, text } })));
const only = (sentence: string): Event => {
  const events = tell(sentence);
  expect(events).toHaveLength(1);
  return events[0]!;
};

describe('whose an event is', () => {
  test.each([
    ['The M7 prints its banner in U-Boot.', 'core'],
    ['uuu does not find the device.', 'downloader'],
    ['RPMsg stops after ten minutes.', 'rpmsg'],
    ['The environment of U-Boot is lost.', 'environment'],
    ['The J-Link cannot connect to the M4.', 'debugger'],
    ['My Colibri freezes.', 'board'],
  ] as const)('%s', (sentence, subject) => {
    expect(only(sentence).about).toBe(subject);
  });

  test('each clause has its own', () => {
    const events = tell('The M7 runs fine, but the board hangs.');
    expect(events.map((event) => [event.about, what(event, 'works'), what(event, 'hangs')])).toEqual([
      ['core', true, false],
      ['board', false, true],
    ]);
  });

  test('who was named last, where nobody is', () => {
    const [, second] = tell('The M4 is started by a script.', 'Then it is silent.');
    expect(about(second, 'core')).toBe(true);
    expect(names(second, 'core')).toBe(false);
  });
});

describe('when it happened', () => {
  test.each([
    ['When Linux boots, the UART of the M7 is silent.', 'linuxComes'],
    ['The M7 is silent when Linux boots.', 'linuxComes'],
    ['RPMsg stops after ten minutes.', 'afterWhile'],
    ['The M4 stops when the system goes to sleep.', 'suspend'],
    ['The core hangs as it reads from I2C3.', 'peripheral'],
    ['The core is silent after a start through sysfs.', 'remoteproc'],
  ] as const)('%s', (sentence, circumstance) => {
    expect(when(only(sentence), circumstance)).toBe(true);
  });
});

describe('what has not happened', () => {
  test.each([
    'I want the M7 to stop when Linux boots.',
    'The M7 should stop when Linux boots.',
    'I plan to stop the M7.',
    'Please stop the M7.',
    'The M7 is supposed to be silent.',
  ])('%s', (sentence) => {
    expect([...only(sentence).what]).toEqual([]);
  });

  test('what is denied to be well is not well', () => {
    expect(what(only('The M7 is not working.'), 'works')).toBe(false);
    expect(what(only('The M7 is working.'), 'works')).toBe(true);
  });
});

describe('a tale', () => {
  const tale = new Tale(tell('U-Boot starts the M7.', 'Linux boots.', 'The M7 is silent.'));
  test('gives each event with its neighbours', () => {
    const found = tale.first((event, before, after) => what(event, 'silent') && when(before, 'linuxComes') && after === undefined);
    expect(found?.text).toBe('The M7 is silent.');
    expect(tale.first((event, before) => what(event, 'silent') && names(before, 'core'))).toBeUndefined();
  });
  test('knows who is spoken of, and what is said', () => {
    expect(tale.speaksOf('core', 'debugger')).toBe(true);
    expect(tale.speaksOf('debugger')).toBe(false);
    expect([tale.isSaid(/silent/), tale.isSaid(/silent/), tale.isSaid(/garbage/)]).toEqual([true, true, false]);
  });
});
