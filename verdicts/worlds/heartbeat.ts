import { failed, passed, type World } from '../world.ts';

const starts = `
  scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;
const notAlive = failed(/'mute'|'stale'|mute|stale/);

/** What comes over the M7's UART is no proof of life unless it moves on. */
export const heartbeat: readonly World[] = [
  {
    name: 'sound',
    broken: 'Nothing is broken: a world in which everything is as it should be.',
    suite: starts,
    right: { exit: 0, scenarios: { starts: passed } },
  },
  {
    name: 'same-tick-for-ever',
    broken: 'Every tick of the M7 reads tick=1.',
    suite: starts,
    wires: { m7: [{ rewrites: /tick=\d+/, as: 'tick=1' }] },
    right: { exit: 1, scenarios: { starts: notAlive } },
  },
  {
    name: 'one-tick-twice',
    broken: 'The wire doubles one tick of an M7 that then says nothing more.',
    suite: starts,
    wires: { m7: [{ doubles: /tick=1 / }, { rewrites: /^.*tick=(?!1 )\d+.*\r?\n/, as: '' }] },
    right: { exit: 1, scenarios: { starts: notAlive } },
  },
  {
    name: 'counter-goes-backwards',
    broken: 'The tick that comes second is smaller than the first, and all later ones are missing.',
    suite: starts,
    wires: {
      m7: [
        { rewrites: /tick=1 /, as: 'tick=4000000000 ' },
        { rewrites: /^.*tick=(?!4000000000 |2 )\d+.*\r?\n/, as: '' },
      ],
    },
    right: { exit: 1, scenarios: { starts: notAlive } },
  },
  {
    name: 'old-nonce',
    broken: 'After a restart what speaks on the UART has the nonce of another start.',
    suite: `
      scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await strike('old');
        await m7.start('tcm-hello');
      });`,
    wires: { m7: [{ rewrites: /nonce=[0-9a-f]{8}/, as: 'nonce=0badcafe', from: 'old' }] },
    right: { exit: 1, scenarios: { starts: failed(/stale/) } },
  },
  {
    name: 'nonce-of-nobody',
    broken: 'From the beginning what speaks on the M7 console has a nonce that this board was never given.',
    suite: starts,
    wires: { m7: [{ rewrites: /nonce=[0-9a-f]{8}/, as: 'nonce=0badcafe' }] },
    // On a console that U-Boot has proven it is another image of this board, on any other one it may be another board.
    right: { exit: [1, 2], scenarios: { starts: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /stale|unknown|console/ } } },
  },
];
