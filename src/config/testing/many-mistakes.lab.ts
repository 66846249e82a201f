import { defineLab } from '../lab.ts';
import { board, port, relay, reports, rig, simulation, untyped } from './parts.ts';

export default defineLab({
  boards: {
    'verdin-01': board({
      ...rig,
      power: relay({ hots: 'plug', channel: 9, mode: 'latchng', password: 'in the clear' }),
      consoles: { a53: port({ path: '/dev/a53', baudRate: '115200' }), m4: port({ path: '/dev/m4' }) },
    }),
    'verdin-02': board({ login: { user: '' }, consoles: {}, pwoer: relay({ host: 'h' }) }, { endState: 'of' }),
    virtual: board(simulation({ speed: 0, faults: [{ kind: 'panik' }] })),
    'a b': board(rig),
  },
  firmware: { app: { kind: untyped('elf'), path: 'parts.ts' } },
  retries: { lab: 1.5, dut: -1, labs: 2, suite: '1' },
  reports: { ...reports, dri: 'out' },
} as never);
