import { describe, scenario } from 'verdin-hil';

scenario('needs what is not there', { injects: 'lightning' }, () => {});
scenario.skip('is left out', {}, () => {});
describe.skip('left out', () => {
  scenario('too', {}, () => {});
});
