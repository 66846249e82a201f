import { expect, test, vi } from 'vitest';
import { BoardAlone } from './testing/board-alone.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole commands in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 300_000 });

test('a board is provisioned by hand, stays on with it, and gets back what it had', async () => {
  await using board = await BoardAlone.start({ speed: 50, image: 'bsp' });
  await using lab = new LabFolder();
  lab.lab({ boards: `'verdin-01': ${board.wiring().replace(/password: fromEnv\('LAB_PASSWORD'\)/g, 'password: undefined')}` });

  const wrong = await lab.hil(['provision', 'verdin-01', '--overlay', 'nosuch']);
  expect(wrong).toMatchObject({ code: 3 });
  expect(wrong.text).toContain("the lab file names no overlay 'nosuch'");
  expect(await board.power()).toBe('off');

  const provisioned = await lab.hil(['provision', 'verdin-01', '--overlay', 'none', '--argument', 'quiet']);
  expect(provisioned).toMatchObject({ code: 0 });
  expect(provisioned.text).toContain(
    "changed   /boot/overlays.txt: 'verdin-imx8mp_hdmi_overlay.dtbo verdin-imx8mp_hmp_overlay.dtbo' -> 'verdin-imx8mp_hdmi_overlay.dtbo'",
  );
  expect(provisioned.text).toContain("changed   tdxargs: '' -> 'quiet'");
  expect(await board.power()).toBe('on');

  const restored = await lab.hil(['restore', 'verdin-01']);
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.text).toContain('put back  /boot/overlays.txt');
  expect(restored.text).toContain('put back  tdxargs');
  expect(restored.text).toContain('nothing more is owed to verdin-01; its relay says off');
  expect(await board.power()).toBe('off');

  const again = await lab.hil(['restore', 'verdin-01']);
  expect(again).toMatchObject({ code: 0 });
  expect(again.text).not.toContain('put back');
});
