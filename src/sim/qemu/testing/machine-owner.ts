import { Machine } from '../machine.ts';
import { qemu, smallMachine } from './small-machine.ts';

// A process that starts a machine and then does nothing about its end.
const machine = new Machine(qemu, smallMachine(['-S']), { write: () => {}, reset: () => {}, ended: () => {} });
void machine.started().then(() => process.stdout.write(`${machine.pid}\n`));
setInterval(() => {}, 1000);
