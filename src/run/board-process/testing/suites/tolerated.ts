import { scenario } from 'verdin-hil';

scenario('a tolerated incident comes', { tolerates: ['io-error'] }, async ({ board }) => {
  await board.linux.run('incident io-error');
  await board.linux.run('true');
});
scenario('a tolerated incident does not come', { tolerates: ['io-error'] }, async ({ board }) => {
  await board.linux.run('true');
});
scenario('a tolerated incident of its title', { tolerates: [{ kind: 'oops', title: /fake_board/ }] }, async ({ board }) => {
  await board.linux.run('incident oops');
});
