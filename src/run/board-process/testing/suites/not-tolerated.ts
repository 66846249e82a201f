import { scenario } from 'verdin-hil';

scenario('a tolerated incident of another title', { tolerates: [{ kind: 'oops', title: /elsewhere/ }] }, async ({ board }) => {
  await board.linux.run('incident oops');
});
scenario('a panic within a tolerated oops', { tolerates: ['oops'] }, async ({ board }) => {
  await board.linux.run('incident oops panic');
});
scenario('a panic after a tolerated oops', { tolerates: ['oops'] }, async ({ board }) => {
  await board.linux.run('incident oops');
  await board.linux.run('incident panic');
});
scenario('an expected incident that is tolerated too', { incidents: ['oom'], tolerates: ['oom'] }, async ({ board }) => {
  await board.linux.run('true');
});
