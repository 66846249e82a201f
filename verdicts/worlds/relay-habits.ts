import type { World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const boots = `scenario('boots', { timeout: '2h' }, async ({ board }) => { await board.coldBoot(); await board.linux.run('true'); });`;
const passesOrLab = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;
const lab = { verdict: ['error', 'not-run'], fault: 'lab' } as const;

/** A power switch of the lab's own around the plug: `on` and `off` are the bodies of its calls. */
const switchOf = (on: string, off: string, state = 'return isOn();'): NonNullable<World['lab']> => ({
  before: `
    const plug = async (method, params = '') => (await fetch(\`http://127.0.0.1:\${relayPort}/rpc/\${method}?id=0\${params}\`)).json();
    const set = (on) => plug('Switch.Set', '&on=' + on);
    const isOn = async () => ((await plug('Switch.GetStatus')).output ? 'on' : 'off');
    const toggle = async () => set((await isOn()) === 'off');
    const asked = { on: 0, off: 0 };
    const ownSwitch = () => ({
      driver: 'own', settings: {}, schema: { parse: (value) => value, safeParse: (value) => ({ success: true, data: value }) }, wires: () => ['own ' + relayPort],
      connect: async () => ({
        on: async () => { asked.on++; ${on} },
        off: async () => { asked.off++; ${off} },
        state: async () => { ${state} },
        [Symbol.asyncDispose]: async () => {},
      }),
    });`,
  power: 'ownSwitch()',
});

/** Relays as other labs have them. */
export const relayHabits: readonly World[] = [
  {
    name: 'toggles',
    broken: "The lab's relay has one button: whatever it is told, it switches over, and it tells its state as it is.",
    suite: `${boots}\n${next}`,
    lab: switchOf('await toggle();', 'await toggle();'),
    right: { exit: [0, 2], scenarios: { boots: passesOrLab, next: passesOrLab } },
  },
  {
    name: 'toggles-blindly',
    broken: "The lab's relay has one button: whatever it is told, it switches over, and it tells no state.",
    suite: `${boots}\n${next}`,
    lab: switchOf('await toggle();', 'await toggle();', "return 'unknown';"),
    right: { exit: 2, scenarios: { boots: lab, next: lab } },
  },
  {
    name: 'needs-two',
    broken: "Every second request is lost on the way to the lab's relay, which confirms them all.",
    suite: `${boots}\n${next}`,
    lab: switchOf('if (asked.on % 2 === 0) await set(true);', 'if (asked.off % 2 === 0) await set(false);'),
    right: { exit: [0, 2], scenarios: { boots: passesOrLab, next: passesOrLab } },
  },
  {
    name: 'state-lags',
    broken: "The lab's relay tells its new state two seconds after it has switched.",
    suite: `${boots}\n${next}`,
    lab: switchOf(
      'const was = await isOn(); await set(true); asked.old = was; setTimeout(() => { asked.old = undefined; }, 2000).unref();',
      'const was = await isOn(); await set(false); asked.old = was; setTimeout(() => { asked.old = undefined; }, 2000).unref();',
      'return asked.old ?? isOn();',
    ),
    right: { exit: [0, 2], scenarios: { boots: passesOrLab, next: passesOrLab } },
  },
];
