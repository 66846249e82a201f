import { scenario } from 'verdin-hil';

scenario('falls silent', {}, async ({ board }) => {
  await board.linux.run('incident m7-silent');
});

scenario('looks at what is left', { follows: true }, async ({ board }) => {
  await board.linux.run('looks');
});

scenario('wants it mute', { expect: 'mute' }, async ({ m7 }) => {
  await m7.start('mute');
});

scenario('looks again', { follows: true }, async ({ board }) => {
  await board.linux.run('looks again');
});

scenario('next', {}, async ({ board }) => {
  await board.linux.run('next');
});
