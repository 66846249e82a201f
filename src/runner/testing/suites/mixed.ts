import { describe, scenario } from 'verdin-hil';

const other = { mcoreBooted: false } as const;

scenario('one', {}, ({ board }) => void board.linux.run('one'));
scenario('two, of another provisioning', other, ({ board }) => void board.linux.run('two'));
scenario('three, after two', { follows: true }, ({ board }) => void board.linux.run('three'));
scenario('four', {}, ({ board }) => void board.linux.run('four'));
describe('a block', () => {
  scenario('five, of another provisioning', other, ({ board }) => void board.linux.run('five'));
  scenario('six', {}, ({ board }) => void board.linux.run('six'));
});
scenario('seven', {}, ({ board }) => void board.linux.run('seven'));
