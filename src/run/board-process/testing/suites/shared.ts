import { scenario } from 'verdin-hil';

const numbers = Array.from({ length: 8 }, (_, index) => index + 1);

scenario.for(numbers)('number %i', {}, async (number, { board }) => {
  await board.linux.run(`work ${number}`);
  // As long as a boot, at least compared to what is asked of the supervisor meanwhile.
  await board.linux.run('pause 100');
});
