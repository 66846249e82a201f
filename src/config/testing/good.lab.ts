import { defineLab, m7Elf } from '../lab.ts';
import { board, reports, rig, simulation } from './parts.ts';

export default defineLab({
  boards: { 'verdin-01': board(rig), 'verdin-02': board(rig, { endState: 'keep' }), virtual: board(simulation({ speed: 50 })) },
  firmware: { hello: m7Elf('../../../firmware/prebuilt/tcm-hello.elf') },
  reports,
});
