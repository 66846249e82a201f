import { scenario } from 'verdin-hil';
import { hold } from '../hold.ts';

await hold('collecting');

scenario('comes after a long import', {}, async ({ board }) => {
  await board.linux.run('true');
});
