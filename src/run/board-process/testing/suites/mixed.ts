import { describe, scenario } from 'verdin-hil';

const other = { mcoreBooted: false } as const;

scenario('one', {}, ({ board }) => board.linux.run('one'));
scenario('two, of another provisioning', other, ({ board }) => board.linux.run('two'));
scenario('three, after two', { follows: true }, ({ board }) => board.linux.run('three'));
scenario('four', {}, ({ board }) => board.linux.run('four'));
describe('a block', () => {
  scenario('five, of another provisioning', other, ({ board }) => board.linux.run('five'));
  scenario('six', {}, ({ board }) => board.linux.run('six'));
});
scenario('seven', {}, ({ board }) => board.linux.run('seven'));
