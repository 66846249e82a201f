import { appendFileSync } from 'node:fs';
import { z } from 'zod';
import type { BoardDefinition } from '../../../core/board.ts';
import { PowerError } from '../../../core/errors.ts';
import type { FakeBoardSettings } from './fake-board-settings.ts';
import { FakeBoard } from './fake-live-board.ts';

/** A board for a lab file. */
export const fakeBoard = (settings: FakeBoardSettings): BoardDefinition => ({
  model: 'fake',
  parts: {
    rig: 'fake',
    settings: { touches: settings.touches },
    schema: z.looseObject({}),
    wires: () => [],
    start: () => Promise.reject(new Error('a fake board has no rig')),
  },
  wires: () => [`fake ${settings.touches}`],
  endState: settings.endState ?? 'off',
  open: async (context) => {
    if (settings.isDead) throw new Error('the fake board does not answer');
    appendFileSync(settings.touches, `opened by ${process.pid}\n`);
    context.emit({ type: 'board.opened', model: 'fake', speed: settings.speed ?? 1, simulated: false });
    return new FakeBoard(context, settings);
  },
  openPower: async () => ({
    on: async () => appendFileSync(settings.touches, 'relay on\n'),
    off: async () => {
      if (settings.hasDeadRelay) throw new PowerError('the relay does not answer');
      appendFileSync(settings.touches, 'relay off\n');
    },
    state: async () => 'unknown',
    [Symbol.asyncDispose]: async () => {},
  }),
  openConsole: () => Promise.reject(new Error('the fake board has no console')),
});
