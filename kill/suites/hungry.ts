import { scenario } from 'verdin-hil';

scenario('passes before', {}, async ({ board }) => {
  await board.linux.run('true');
});

scenario('uses up its memory', {}, async ({ board }) => {
  await board.linux.run('true');
  const held: number[][] = [];
  for (;;) held.push(Array.from({ length: 100_000 }, () => Math.random()));
});

scenario('passes after', {}, async ({ board }) => {
  await board.linux.run('true');
});
