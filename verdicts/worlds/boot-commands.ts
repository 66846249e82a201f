import { failed, labError, passed, type World } from '../world.ts';

const sets = (commands: string): string =>
  `scenario('sets', {}, async ({ board }) => { await board.linux.run(${JSON.stringify(commands)}, { asRoot: true }); });`;
const boots = `scenario('boots', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`;
// At the countdown, or behind it at the prompt or in what the health check types there, where one of its keys was first.
const noise = /characters (?:came in at .*)?that nobody sent|does not carry text unharmed/;
const cameBack = /boot command came back to the prompt/;

/** Nothing from U-Boot's banner to its prompt. */
const silent = () => {
  let isSilent = false;
  return (text: string): string => {
    const begin = text.indexOf('U-Boot 20');
    if (!isSilent && begin >= 0) {
      isSilent = true;
      return text.slice(0, begin);
    }
    const end = text.indexOf('Verdin iMX8MP #');
    if (isSilent && end < 0) return '';
    isSilent = false;
    return text.slice(Math.max(0, end));
  };
};

const world = (name: string, broken: string, commands: string, says: RegExp): World => ({
  name,
  broken,
  suite: `${sets(commands)}\n${boots}`,
  arguments: ['--in-order'],
  // Of its own, since what is set outlives the world.
  board: { speed: 50, variables: { world: name } },
  right: { exit: 1, scenarios: { sets: passed, boots: failed(says) }, never: [noise] },
});

const stopped = (name: string, broken: string, bootdelay: string): World => ({
  name,
  broken,
  suite: boots,
  board: { speed: 50, variables: { bootdelay }, faults: [{ kind: 'noise', at: 'u-boot' }] },
  right: { exit: 2, scenarios: { boots: { ...labError(noise), verdict: ['error', 'not-run'] } }, never: [cameBack] },
});

/** In place of the countdown the menu that a key has stopped, as cmd/bootmenu.c draws it, and nothing more up to the next boot. */
const atMenu = () => {
  let isAtMenu = false;
  return (text: string): string => {
    if (isAtMenu && !text.includes('U-Boot SPL')) return '';
    isAtMenu = false;
    const begin = text.indexOf('Hit any key');
    if (begin < 0) return text;
    isAtMenu = true;
    return `${text.slice(0, begin)}\x1b[2J\x1b[2;1H  *** U-Boot Boot Menu ***\x1b[K\x1b[7;1H\x1b[2K\x1b[8;1H  Press UP/DOWN to move, ENTER to select\x1b[K\x1b[4;1H     \x1b[7mTorizon\x1b[0m\x1b[5;1H     U-Boot console\x1b[7;1H  Hit any key to stop autoboot:  3 \x1b[7;1H\x1b[2K`;
  };
};

const otherPrompt = (name: string, suite: string, scenario: string): World => ({
  name: `another-prompt-${name}`,
  broken: "U-Boot's prompt is another than Toradex's.",
  suite,
  wires: { a53: [{ changes: () => (text) => text.replaceAll('Verdin iMX8MP # ', '=> ') }] },
  right: {
    exit: 2,
    scenarios: {
      [scenario]: { ...labError(/U-Boot's prompt is '=>', this board's profile expects 'Verdin iMX8MP #'/), verdict: ['error', 'not-run'] },
    },
    never: [/stopped taking what is typed|flow control/],
  },
});

/** Boots that stand at U-Boot's prompt: whose fault that is. */
export const bootCommands: readonly World[] = [
  otherPrompt(
    'stops',
    `scenario('stops', {}, async ({ board }) => { await board.coldBoot({ until: 'u-boot' }); await board.uboot.run('version'); });`,
    'stops',
  ),
  otherPrompt(
    'preload',
    `scenario('preloads', { preload: 'tcm-hello', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.observe('tcm-hello'); });`,
    'preloads',
  ),
  world('unset', 'Somebody has deleted bootcmd.', 'fw_setenv bootcmd', /bootcmd is not set/),
  world('false', 'bootcmd fails without a word.', 'fw_setenv bootcmd false', cameBack),
  world('false-if', 'bootcmd is an `if` that does not hold.', 'fw_setenv bootcmd \'if test -n "$nosuch"; then run nosuch; fi\'', cameBack),
  world('blank', 'bootcmd is a blank.', "fw_setenv bootcmd ' '", cameBack),
  world(
    'false-without-delay',
    'bootcmd fails without a word, and nothing is counted down.',
    'fw_setenv bootcmd false; fw_setenv bootdelay 0',
    cameBack,
  ),
  world(
    'false-slowly',
    'bootcmd fails without a word behind a countdown of three seconds.',
    'fw_setenv bootcmd false; fw_setenv bootdelay 3',
    cameBack,
  ),
  world(
    'false-unasked',
    'bootcmd fails without a word, and no key is asked for.',
    'fw_setenv bootcmd false; fw_setenv bootdelay -2',
    cameBack,
  ),
  world('runs-nothing', 'bootcmd runs a variable that is not there.', "fw_setenv bootcmd 'run nothing'", /did not reach|nothing/),
  world('waits', 'bootdelay tells U-Boot to wait.', 'fw_setenv bootdelay -1', /bootdelay is -1/),
  stopped('noise', 'Noise stops a countdown of a second.', '1'),
  stopped('noise-early', 'Noise stops a countdown of three seconds in its first.', '3'),
  {
    ...world(
      'false-and-keyed',
      'bootcmd fails without a word, and only a certain key would have stopped it.',
      'fw_setenv bootcmd false',
      cameBack,
    ),
    wires: { a53: [{ rewrites: /^Hit any key.*/, as: 'Autoboot in 1 seconds', begins: 'Hit any key' }] },
  },
  {
    ...stopped('noise-in-the-menu', "A key that nobody typed stops the countdown of U-Boot's boot menu.", '1'),
    board: { speed: 50 },
    wires: { a53: [{ changes: atMenu }] },
    right: {
      exit: 2,
      scenarios: { boots: { ...labError(/stands at its boot menu/), verdict: ['error', 'not-run'] } },
      never: [/did not reach/],
    },
  },
  {
    ...stopped('noise-and-silent', 'Noise stops the countdown of a U-Boot that is silent unless it is stopped.', '1'),
    wires: { a53: [{ changes: silent }] },
  },
  {
    name: 'types-in-the-countdown',
    broken: 'Somebody else types more than one key while U-Boot counts down.',
    suite: `scenario('first', {}, async ({ board }) => { await board.linux.run('true'); await strike('second'); });\n${boots}`,
    arguments: ['--in-order'],
    board: { speed: 20, variables: { bootdelay: '3' } },
    signs: [{ line: /Hit any key/, after: 'second', strikes: 'keys' }],
    wires: { a53: [{ types: 'xyz', from: 'keys' }] },
    right: { exit: 2, scenarios: { first: passed, boots: labError(noise) }, never: [cameBack] },
  },
];
