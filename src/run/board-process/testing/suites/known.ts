import { expect, scenario } from 'verdin-hil';

const link = 'https://example.org/1';

scenario('a known outcome', { expect: 'alive', known: { link, outcome: 'mute' } }, async ({ m7 }) => {
  await m7.start('mute');
});
scenario('a known outcome that is asserted', { known: { link, outcome: 'mute' } }, async ({ m7 }) => {
  expect(await m7.start('mute')).toBeOutcome('alive');
});
scenario('a known outcome that is declared', { expect: 'mute', known: { link, outcome: 'mute' } }, async ({ m7 }) => {
  await m7.start('mute');
});
scenario('another outcome', { expect: 'alive', known: { link, outcome: 'mute' } }, async ({ m7 }) => {
  await m7.start('stale');
});
scenario('a known outcome that came no more', { expect: 'alive', known: { link, outcome: 'mute' } }, async ({ m7 }) => {
  await m7.start('alive');
});
scenario('a known outcome, and another assertion', { expect: 'alive', known: { link, outcome: 'mute' } }, async ({ board, m7 }) => {
  await m7.start('mute');
  expect((await board.linux.run('uname')).stdout).toBe('arm64');
});
scenario('a known message', { known: { link, message: /to be 'arm64'/ } }, async ({ board }) => {
  expect((await board.linux.run('uname')).stdout).toBe('arm64');
});
scenario('another message', { known: { link, message: 'no such thing' } }, async ({ board }) => {
  expect((await board.linux.run('uname')).stdout).toBe('arm64');
});
scenario('a known message among two', { known: { link, message: "to be 'arm64'" } }, async ({ board }) => {
  expect.soft((await board.linux.run('uname')).stdout).toBe('arm64');
  expect.soft((await board.linux.run('uname')).stdout).toBe('riscv');
});
scenario('a known message that came no more', { known: { link, message: 'arm64' } }, async ({ board }) => {
  await board.linux.run('true');
});
scenario('a known incident', { known: { link, incident: { kind: 'oops', title: /fake_board/ } } }, async ({ board }) => {
  await board.linux.run('incident oops');
  await board.linux.run('hang');
});
scenario('a known incident of another title', { known: { link, incident: { kind: 'oops', title: /elsewhere/ } } }, async ({ board }) => {
  await board.linux.run('incident oops');
  await board.linux.run('hang');
});
scenario('another incident', { known: { link, incident: 'oops' } }, async ({ board }) => {
  await board.linux.run('incident panic');
  await board.linux.run('hang');
});
scenario('trouble of the lab', { known: { link, message: /the port vanished/ } }, async ({ board }) => {
  await board.linux.run('lab-trouble 9');
});
