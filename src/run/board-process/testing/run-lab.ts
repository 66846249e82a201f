import { FakeLab } from './fake-lab.ts';

// A supervisor in a process of its own, to be killed. Says where its lab is, then every event.
const lab = new FakeLab(process.argv.slice(2));
process.stdout.write(`${lab.dir}\n`);
await lab.run({ onEvent: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`) });
