import { passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const boots = `scenario('boots', { timeout: '2h' }, async ({ board }) => { await board.coldBoot(); await board.linux.run('true'); });`;
const serial = `scenario('serial', { timeout: '2h' }, async ({ board }) => { expect((await board.serial.run('echo a')).stdout).toBe('a\\n'); });`;
const notOfTheProduct = { verdict: ['error', 'not-run'], fault: ['lab', 'runner'], mayBeAbsent: true } as const;
const passesOrLab = { verdict: ['passed', 'error', 'not-run'], fault: ['lab', 'runner'], mayBeAbsent: true } as const;

/** A power switch around the plug, with something else in place of some of its parts. */
const ownSwitch = (calls: string, connect = 'async () => made()'): NonNullable<World['lab']> => ({
  before: `
    const plug = async (method, params = '') => (await fetch(\`http://127.0.0.1:\${relayPort}/rpc/\${method}?id=0\${params}\`)).json();
    const set = async (on) => { await plug('Switch.Set', '&on=' + on); };
    const stateOf = async () => ((await plug('Switch.GetStatus')).output ? 'on' : 'off');
    let switched = 0, known = "off";
    const made = () => ({
      on: async () => { switched++; await set(true); },
      off: async () => { switched++; await set(false); },
      state: stateOf,
      [Symbol.asyncDispose]: async () => {},
      ${calls}
    });
    const ownSwitch = () => ({
      driver: 'own', settings: {}, schema: { parse: (value) => value, safeParse: (value) => ({ success: true, data: value }) }, wires: () => ['own ' + relayPort],
      connect: ${connect},
    });`,
  power: 'ownSwitch()',
});

/** A driver of a console around another one; `parts` may use `stream`, the one at the wire. */
const ownConsole = (parts: string): NonNullable<World['lab']> => ({
  before: `
    let late;
    const own = (inner) => ({
      ...inner,
      connect: async (context) => {
        const stream = await inner.connect(context);
        return {
          write: (data) => stream.write(data),
          onData: (listener) => stream.onData(listener),
          onLost: (listener) => stream.onLost(listener),
          [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
          ${parts}
        };
      },
    });`,
  console: 'own',
});

/** What the lab's own drivers, and its file, may get wrong. */
export const labCode: readonly World[] = [
  {
    name: 'console-sound',
    broken: 'Nothing is broken: a lab has written its own console.',
    suite: `${boots}\n${serial}`,
    lab: ownConsole(''),
    right: { exit: 0, scenarios: { boots: passed, serial: passed } },
  },
  {
    name: 'console-doubles',
    broken: "The lab's own console hands over every chunk twice.",
    suite: `${boots}\n${serial}`,
    lab: ownConsole('onData: (listener) => stream.onData((chunk) => { listener(chunk); listener(chunk); }),'),
    right: { exit: 2, scenarios: { boots: passesOrLab, serial: passesOrLab } },
  },
  {
    name: 'console-reorders',
    broken: "The lab's own console hands over chunks in another order than they came.",
    suite: `${boots}\n${serial}`,
    lab: ownConsole(
      'onData: (listener) => { let held; stream.onData((chunk) => { if (held) { listener(chunk); listener(held); held = undefined; } else { held = chunk; const mine = chunk; setTimeout(() => { if (held === mine) { listener(mine); held = undefined; } }, 20); } }); },',
    ),
    right: { exit: [0, 2], scenarios: { boots: passesOrLab, serial: passesOrLab } },
  },
  {
    name: 'console-reorders-bytes-of-bursts',
    broken: "The lab's own console hands over the halves of each longer chunk in the wrong order.",
    suite: `${boots}\n${serial}`,
    lab: ownConsole(
      'onData: (listener) => stream.onData((chunk) => { if (chunk.length < 24) return listener(chunk); const half = chunk.length >> 1; listener(chunk.subarray(half)); listener(chunk.subarray(0, half)); }),',
    ),
    right: { exit: 2, scenarios: { boots: passesOrLab, serial: passesOrLab } },
  },
  {
    name: 'console-reorders-what-is-much',
    broken: "The lab's own console hands over what comes at once in the wrong order, and short pieces in the right one.",
    suite: `${next}
      scenario('waits', { timeout: '2h' }, async ({ board }) => {
        const heard = board.console.expect(/alpha[^]{0,400}omega/, { within: '2min' });
        await board.linux.run("for word in alpha middle omega; do printf '%s %080d\\\\r\\\\n' $word 7 > /dev/console; sleep 0.2; done", { asRoot: true });
        await heard;
      });`,
    lab: ownConsole(
      'onData: (listener) => { let held; stream.onData((chunk) => { if (chunk.length < 60) return listener(chunk); if (held) { listener(chunk); listener(held); held = undefined; return; } held = chunk; setTimeout(() => { if (held === chunk) { listener(held); held = undefined; } }, 15); }); },',
    ),
    right: { exit: [0, 2], scenarios: { next: passesOrLab, waits: passesOrLab } },
  },
  {
    name: 'console-byte-by-byte',
    broken: "Nothing is broken: the lab's own console hands over each byte alone.",
    suite: `${boots}\n${serial}`,
    lab: ownConsole('onData: (listener) => stream.onData((chunk) => { for (const byte of chunk) listener(Uint8Array.of(byte)); }),'),
    right: { exit: 0, scenarios: { boots: passed, serial: passed } },
  },
  {
    name: 'console-in-batches',
    broken: "Nothing is broken: the lab's own console collects what comes for a moment and hands it over at once.",
    suite: `${boots}\n${serial}`,
    lab: ownConsole(
      'onData: (listener) => { let all = []; stream.onData((chunk) => { if (all.length === 0) setTimeout(() => { const whole = Buffer.concat(all); all = []; listener(whole); }, 25); all.push(chunk); }); },',
    ),
    right: { exit: 0, scenarios: { boots: passed, serial: passed } },
  },
  {
    name: 'console-of-texts',
    broken: "The lab's own console hands over texts in place of bytes.",
    suite: `${boots}\n${serial}`,
    lab: ownConsole('onData: (listener) => stream.onData((chunk) => listener(new TextDecoder().decode(chunk))),'),
    right: { exit: [0, 2, 3], scenarios: { boots: passesOrLab, serial: passesOrLab } },
  },
  {
    name: 'console-never-written',
    broken: "The lab's own console never ends a call to write.",
    suite: `${boots}\n${serial}`,
    lab: ownConsole('write: () => new Promise(() => {}),'),
    right: { exit: 2, scenarios: { boots: passesOrLab, serial: notOfTheProduct } },
  },
  {
    name: 'console-refuses-to-write',
    broken: "The lab's own console throws a text when it is written to.",
    suite: `${boots}\n${serial}`,
    lab: ownConsole(`write: () => { throw 'no room in the line'; },`),
    right: { exit: 2, scenarios: { boots: passesOrLab, serial: notOfTheProduct } },
  },
  {
    name: 'console-reuses-its-buffer',
    broken: "The lab's own console hands over the same buffer each time, with other bytes in it.",
    suite: `${boots}\n${serial}`,
    lab: ownConsole(
      'onData: (listener) => { const buffer = new Uint8Array(65536); stream.onData((chunk) => { buffer.set(chunk); listener(buffer.subarray(0, chunk.length)); buffer.fill(63); }); },',
    ),
    right: { exit: 0, scenarios: { boots: passed, serial: passed } },
  },
  {
    name: 'console-speaks-after-its-end',
    broken: "The lab's own console hands over a panic after it was closed, and after everything has passed.",
    suite: serial,
    lab: ownConsole(
      `onData: (listener) => { late = listener; stream.onData(listener); }, [Symbol.asyncDispose]: async () => { await stream[Symbol.asyncDispose](); late(new TextEncoder().encode('[  99.0] Kernel panic - not syncing: late\\r\\n')); },`,
    ),
    right: { exit: 0, scenarios: { serial: passed } },
  },
  {
    name: 'console-lost-with-a-text',
    broken: "The lab's own console says that it is lost, with a text for a reason, in the middle of a run.",
    suite: `${next}\nscenario('later', {}, async ({ board }) => { await board.console.send('fall out'); await board.linux.run('true'); });\n${boots}`,
    lab: ownConsole(`
      onLost: (listener) => { late = listener; stream.onLost(listener); },
      write: (data) => { if (new TextDecoder().decode(data).includes('fall out')) late('it fell out'); return stream.write(data); },`),
    right: { exit: 2, scenarios: { next: passesOrLab, later: passesOrLab, boots: notOfTheProduct } },
  },
  {
    name: 'throws-nothing',
    broken: "The lab's own switch throws undefined when it should close for the second time.",
    suite: boots,
    lab: ownSwitch(`on: async () => { if (++switched > 3) throw undefined; await set(true); },`),
    right: { exit: 2, scenarios: { boots: notOfTheProduct } },
  },
  {
    name: 'without-promises',
    broken: "Nothing is broken: the calls of the lab's own switch begin and do not say when they are through, and its state is no promise.",
    suite: `${boots}\n${next}`,
    lab: ownSwitch(`on: () => { known = 'on'; void set(true); }, off: () => { known = 'off'; void set(false); }, state: () => known,`),
    right: { exit: [0, 2, 3], scenarios: { boots: passesOrLab, next: passesOrLab } },
  },
  {
    name: 'state-hangs-later',
    broken: "The lab's own switch answers for its state a few times and then never again.",
    suite: `${boots}\n${next}`,
    lab: ownSwitch('state: () => (++switched > 8 ? new Promise(() => {}) : stateOf()),'),
    right: { exit: 2, scenarios: { boots: passesOrLab, next: passesOrLab } },
  },
  {
    name: 'connects-to-nothing',
    broken: "The lab's own switch has forgotten to return what it connected to.",
    suite: next,
    lab: ownSwitch('', 'async () => { made(); }'),
    right: { exit: [2, 3], scenarios: { next: notOfTheProduct } },
  },
  {
    name: 'connect-throws-a-text',
    broken: "The lab's own switch throws a text when it connects.",
    suite: next,
    lab: ownSwitch('', `async () => { throw 'no cable'; }`),
    right: { exit: [2, 3], scenarios: { next: notOfTheProduct }, screen: [/no cable/] },
  },
  {
    name: 'lab-file-of-a-promise',
    broken: 'The default export of the lab file is a promise of a definition.',
    suite: next,
    files: { 'lab.config.ts': 'export default Promise.resolve({ boards: {} });\n' },
    right: { exit: 3, scenarios: {}, screen: [/defineLab/] },
  },
  {
    name: 'lab-file-rejects-late',
    broken: 'The lab file leaves a promise behind that is rejected half a second later.',
    suite: next,
    lab: { before: `setTimeout(() => { void Promise.reject(new Error('late words of a lab file')); }, 500);` },
    right: { exit: [0, 2], scenarios: { next: passesOrLab }, screen: [/late words of a lab file/] },
  },
];
