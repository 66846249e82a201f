import type { World } from '../world.ts';

const looks = `scenario('looks', { preload: 'own', firmware: 'own', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.observe('own'); });`;
/** That it started is proven, and that it goes on is not: nobody knows, and nobody is to blame but whoever gave such a proof. */
const right: World['right'] = {
  exit: 2,
  scenarios: { looks: { verdict: 'error', fault: ['lab', 'suite'], says: /spoke as it started/ } },
  never: [/\bmute\b(?! on a console)/],
};
/** The demo without the eight bytes in front of its nonce, which says what it is and never counts. */
const spokenOnce: Pick<World, 'wires' | 'lab'> = {
  wires: {
    m7: [
      { rewrites: /^.*tick=.*\r?\n/, as: '' },
      { rewrites: /hil-m7 \S+ .*?(?=\r?\n)/, as: 'my application is ready' },
    ],
  },
  lab: {
    firmware: `
      'own': m7Elf((() => {
        const bytes = Buffer.from(readFileSync(prebuilt('tcm-hello')));
        bytes.write('XXXXXXXX', bytes.indexOf('HILNONCE'), 'latin1');
        writeFileSync('own.elf', bytes);
        return 'own.elf';
      })(), { proof: { prints: /my application is ready/ } }),`,
  },
};

/** Images that say their proof once, as U-Boot starts them, and never again. */
export const speaksOnce: readonly World[] = [
  {
    name: 'started-by-u-boot',
    broken: 'Nothing is broken, and the proof that the lab file names is said once, long before Linux is up.',
    suite: looks,
    ...spokenOnce,
    right,
  },
];
