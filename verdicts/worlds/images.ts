import { failed, passed, type World } from '../world.ts';

/** The demo without the eight bytes in front of its nonce: an image of somebody else, as far as the runner can tell. */
const own = (proof: string): string => `
  'own': m7Elf((() => {
    const bytes = Buffer.from(readFileSync(prebuilt('tcm-hello')));
    bytes.write('XXXXXXXX', bytes.indexOf('HILNONCE'), 'latin1');
    writeFileSync('own.elf', bytes);
    return 'own.elf';
  })()${proof}),`;
/** A demo in other words, which keeps its nonce or not: what somebody makes of it for a product. */
const reworded = (name: string, demo: string, { keepsNonce = true, prints = '' } = {}): string => `
  '${name}': m7Elf((() => {
    const words = { nonce: 'nunce', 'hil-m7': 'xil-m7'${keepsNonce ? '' : ", HILNONCE: 'XXXXXXXX'"} };
    const text = readFileSync(prebuilt('${demo}'), 'latin1').replace(/HILNONCE|hil-m7|nonce(?==)/g, (word) => words[word] ?? word);
    writeFileSync('${name}.elf', text, 'latin1');
    return '${name}.elf';
  })()${prints === '' ? '' : `, { proof: { prints: ${prints} } }`}),`;
const starts = `scenario('starts', { boot: 'cold', firmware: 'own', expect: 'alive' }, async ({ m7 }) => { await m7.start('own'); });`;
const speaks = { rewrites: /hil-m7 \S+ .*?(?=\r?\n)/, as: 'my application is ready' } as const;
/** No image of ours printed this, so nothing is proven, and nobody is to blame but whoever gave no proof. */
const unproven = { verdict: 'error', fault: ['lab', 'suite'], says: /unknown|proof/i } as const;

/** An image that nobody can tell from another proves nothing. */
export const images: readonly World[] = [
  {
    name: 'no-proof-and-noise',
    broken: "A user's image without a proof says nothing, and four bytes of noise come over the wire.",
    suite: starts,
    wires: {
      m7: [
        { ...speaks, as: '' },
        { rewrites: /^\r?\n/, as: '' },
        { injects: '\x83~\x11}\n', from: 'up' },
      ],
    },
    signs: [{ line: / login:/, nth: 2, strikes: 'up' }],
    lab: { firmware: own('') },
    right: { exit: 2, scenarios: { starts: unproven } },
  },
  {
    name: 'no-proof-and-text',
    broken: "A user's image without a proof prints text that any image could print.",
    suite: starts,
    wires: { m7: [speaks] },
    lab: { firmware: own('') },
    right: { exit: 2, scenarios: { starts: unproven }, summary: [/prints/] },
  },
  {
    name: 'no-proof-and-an-old-demo',
    broken: "A demo of ours speaks where a user's image should.",
    suite: starts,
    wires: { m7: [{ rewrites: /hil-m7 tcm-hello/, as: 'hil-m7 old-demo' }] },
    lab: { firmware: own('') },
    right: { exit: [1, 2], scenarios: { starts: { verdict: ['failed', 'error'], fault: ['dut', 'lab', 'suite'], says: /stale|unknown/ } } },
  },
  {
    name: 'proof-that-comes',
    broken: "Nothing is broken: a user's image prints its proof.",
    suite: starts,
    wires: { m7: [speaks] },
    lab: { firmware: own(', { proof: { prints: /my application is ready/ } }') },
    right: { exit: 0, scenarios: { starts: passed } },
  },
  {
    name: 'proof-that-never-comes',
    broken: "A user's image prints something else than its proof.",
    suite: starts,
    wires: { m7: [{ ...speaks, as: 'something else' }] },
    lab: { firmware: own(', { proof: { prints: /my application is ready/ } }') },
    right: { exit: [1, 2], scenarios: { starts: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /stale|mute|unknown/ } } },
  },
  {
    name: 'proof-of-nothing',
    broken: 'What is to prove the life of an image also finds nothing at all.',
    suite: starts,
    lab: { firmware: own(', { proof: { prints: /my application is ready|/ } }') },
    right: { exit: 3, scenarios: {}, screen: [/proof\.prints: .*finds nothing at all/] },
  },
  {
    name: 'proof-echoed',
    broken: "The M7's receive line touches its transmit line, so that what the suite sends comes back as proof.",
    suite: `
      scenario('starts', { boot: 'cold', firmware: 'own', expect: 'alive' }, async ({ m7 }) => {
        const start = m7.start('own');
        const sending = (async () => { for (let i = 0; i < 30; i++) { await m7.console.send('my application is ready\\r\\n'); await hostTime(50); } })();
        await start;
        await sending;
      });`,
    wires: { m7: [{ rewrites: /hil-m7 .*/, as: '' }, { echoes: true }] },
    lab: { firmware: own(', { proof: { prints: /my application is ready/ } }') },
    right: { exit: [1, 2], scenarios: { starts: { verdict: ['failed', 'error'], fault: ['dut', 'lab', 'suite'] } } },
  },
  {
    name: 'own-words-without-proof',
    broken: 'An image made from one of ours keeps the nonce and says it in words of its own, which the lab file does not name.',
    suite: starts,
    lab: { firmware: reworded('own', 'tcm-hello') },
    right: { exit: 2, scenarios: { starts: { ...unproven, says: /unknown/ } }, summary: [/proof: \{ prints/], never: [/certain/, /stale/] },
  },
  {
    name: 'own-words-with-proof',
    broken: 'Nothing is broken: an image made from one of ours says its proof in words of its own, and the pattern remembers where it was.',
    suite: `
      scenario('starts twice', { boot: 'cold', firmware: 'own', expect: 'alive' }, async ({ m7 }) => { await m7.start('own'); await m7.stop(); expect(await m7.start('own')).toBeOutcome('alive'); });
      scenario('starts', { boot: 'cold', firmware: 'sticky', expect: 'alive' }, async ({ m7 }) => { expect(await m7.start('sticky')).toBeOutcome('alive'); });`,
    lab: {
      firmware:
        reworded('own', 'tcm-hello', { prints: '/xil-m7 tcm/g' }) +
        reworded('sticky', 'tcm-hello', { keepsNonce: false, prints: '/xil-m7 tcm/gy' }),
    },
    right: { exit: 0, scenarios: { 'starts twice': passed, starts: passed } },
  },
  {
    name: 'earlier-image-says-the-proof',
    broken: 'An earlier image in other words runs on in place of the new one, and says what the new one is to prove itself by.',
    suite: `scenario('starts', { boot: 'cold', firmware: 'new' }, async ({ m7 }) => {
        expect(await m7.start('old')).toBeOutcome('alive');
        expect(await m7.start('new')).toBeOutcome('alive');
      });`,
    lab: { firmware: reworded('old', 'tcm-hello', { prints: '/xil-m7 tcm/' }) + reworded('new', 'ddr-plain', { prints: '/xil-m7/' }) },
    right: { exit: 1, scenarios: { starts: failed(/'stale'/) } },
  },
  {
    name: 'earlier-image-says-the-proof-without-a-nonce',
    broken: 'The same with images that have no nonce, so that nothing tells one from the other.',
    suite: `scenario('starts', { boot: 'cold', firmware: 'new' }, async ({ m7 }) => {
        expect(await m7.start('old')).toBeOutcome('alive');
        expect(await m7.start('new')).toBeOutcome('alive');
      });`,
    lab: {
      firmware:
        reworded('old', 'tcm-hello', { keepsNonce: false, prints: '/xil-m7 tcm/' }) +
        reworded('new', 'ddr-plain', { keepsNonce: false, prints: '/xil-m7/' }),
    },
    right: { exit: 2, scenarios: { starts: { ...unproven, says: /ran before printed this, too/ } } },
  },
  {
    name: 'file-changes-during-the-run',
    broken: 'Somebody overwrites the firmware file on the host in the middle of a run.',
    suite: `
      scenario('starts', { firmware: 'own' }, async ({ m7 }) => {
        expect(await m7.start('own')).toBeOutcome('alive');
        writeFileSync('own.elf', 'no image at all');
      });
      scenario('starts again', { firmware: 'own' }, async ({ m7 }) => { expect(await m7.start('own')).toBeOutcome('alive'); });`,
    wires: { m7: [speaks] },
    lab: { firmware: own(', { proof: { prints: /my application is ready/ } }') },
    right: { exit: [0, 2], scenarios: { starts: passed, 'starts again': { verdict: ['passed', 'error'], fault: ['suite', 'lab'] } } },
  },
  {
    name: 'preload-with-shell-characters',
    broken: 'The name of a firmware that U-Boot shall start holds characters that U-Boot and a shell would act on.',
    suite: `
      const name = "x; reset; $(touch /tmp/struck) \`touch /tmp/struck\` ' \\" & y";
      scenario('looks', { preload: name, firmware: name, expect: 'alive' }, async ({ m7, board }) => {
        await m7.observe(name);
        expect((await board.linux.run('ls /tmp')).stdout).not.toContain('struck');
      });`,
    lab: { firmware: `"x; reset; $(touch /tmp/struck) \`touch /tmp/struck\` ' \\" & y": m7Elf(prebuilt('tcm-hello')),` },
    right: { exit: [0, 3], scenarios: { looks: passed } },
  },
  {
    name: 'name-with-shell-characters',
    broken: 'The name of a firmware holds characters that a shell would act on.',
    suite: `
      const name = "x; touch /tmp/struck; $(touch /tmp/struck) \`touch /tmp/struck\` ' \\" & y";
      scenario('starts', {}, async ({ m7, board }) => {
        const { outcome } = await m7.start(name).catch((error) => ({ outcome: error.name }));
        expect(['alive', 'refused']).toContain(outcome);
        expect((await board.linux.run('ls /tmp')).stdout).not.toContain('struck');
      });
      scenario('absent', { expect: 'refused' }, async ({ m7, board }) => {
        await m7.start({ absent: "y'; touch /tmp/struck; '" });
        expect((await board.linux.run('ls /tmp')).stdout).not.toContain('struck');
      });`,
    lab: { firmware: `"x; touch /tmp/struck; $(touch /tmp/struck) \`touch /tmp/struck\` ' \\" & y": m7Elf(prebuilt('tcm-hello')),` },
    right: { exit: [0, 3], scenarios: { starts: passed, absent: passed } },
  },
];
