import { expect, test } from 'vitest';
import { MemoryConsole } from '../../board/boot/testing/memory-console.ts';
import { board, rig } from '../../config/testing/parts.ts';
import type { BoardContext, BoardDefinition } from '../../core/board.ts';
import type { EventBody } from '../../core/event.ts';
import type { PowerState } from '../../core/power.ts';
import { boardClock } from '../../core/time.ts';
import { switchOffFor } from './power-guard.ts';

/** A board whose process died while it was idle, and a relay that takes everything and reads back what it was told. */
const leftBehind = (opens: boolean): BoardDefinition => {
  let hasPower = true;
  let said: PowerState = 'on';
  return {
    ...board(rig),
    openPower: async () => ({
      on: async () => {},
      off: async () => {
        said = 'off';
        if (opens) hasPower = false;
      },
      state: async () => said,
      [Symbol.asyncDispose]: async () => {},
    }),
    openConsole: async () => {
      const a53 = new MemoryConsole(boardClock());
      a53.onSend = () => void (hasPower && a53.receive('\r\nverdin-imx8mp-06817281 login: '));
      return a53;
    },
  };
};

const switchedOff = async (definition: BoardDefinition) => {
  const events: EventBody[] = [];
  const context = { name: 'desk', signal: new AbortController().signal, stateDir: '/tmp', firmware: {}, log: () => {} };
  const problems = await switchOffFor(definition, { ...context, emit: (event) => void events.push(event) } satisfies BoardContext);
  return { problems, left: events.find(({ type }) => type === 'board.closed') };
};

test('a board whose process died is off when its relay says so and its console is dead', async () => {
  expect(await switchedOff(leftBehind(true))).toEqual({ problems: [], left: { type: 'board.closed', power: 'off' } });
});

test('one that still answers on its console is told, whatever its relay says', async () => {
  const { problems, left } = await switchedOff(leftBehind(false));
  expect(problems).toEqual([
    expect.stringMatching(/desk could not be switched off: the board may still have power: .*still answers on its console/),
  ]);
  expect(left).toEqual({ type: 'board.closed', power: 'unknown' });
});
