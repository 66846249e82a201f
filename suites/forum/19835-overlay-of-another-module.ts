import { expect, scenario } from 'verdin-hil';

// https://community.toradex.com/t/19835: the firmware runs from U-Boot, and Linux panics. overlays.txt names the overlay of an Apalis: U-Boot fails to load
// it and boots all the same, so that Linux neither knows the M7 nor leaves it the memory and the clocks that it uses. What the firmware and Linux do to each
// other then is chance, and no model says; that nothing of the M7 is in Linux can be seen before.
// npx hil run 19835-overlay-of-another-module

const apalis = 'apalis-imx8_hmp_overlay.dtbo';
const file = 'f=$(ls /boot/ostree/*/dtb/overlays.txt /boot/overlays.txt 2>/dev/null | head -n 1)';

scenario(
  '1: with the overlay of an Apalis U-Boot says so once, and Linux has no M7',
  { overlay: 'none', uses: ['overlays'] },
  async ({ board, m7 }) => {
    const root = { asRoot: true } as const;
    await board.linux.run(`${file}; cp "$f" "$f.hil" && sed -i 's/$/ ${apalis}/' "$f" && sync`, root);
    try {
      const since = await board.console.mark();
      await board.coldBoot({ until: 'kernel' });
      await board.console.expect(/Failed to load '\S*apalis-imx8_hmp_overlay\.dtbo'/, { within: '5s', since });
      await board.reach('login');
      await expect(m7.start('tcm-hello')).rejects.toThrow('Linux has no remoteproc0');
    } finally {
      await board.reach('login');
      await board.linux.run(`${file}; cp "$f.hil" "$f" && rm "$f.hil" && sync`, root);
    }
  },
);

scenario(
  '2: with that of the Verdin it has, and starts it',
  { boot: 'cold', overlay: 'hmp', firmware: 'tcm-hello', expect: 'alive' },
  async ({ m7 }) => {
    await m7.start('tcm-hello');
  },
);
