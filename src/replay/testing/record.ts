import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packRecording } from './recording.ts';

// node --import tsx src/replay/testing/record.ts RUN NAME
const [run, name] = process.argv.slice(2);
if (!run || !name) throw new Error('say the folder of a run, and what the recording is called');
const path = join(import.meta.dirname, '../recordings', `${name}.gz`);
const recording = packRecording(run);
writeFileSync(path, recording);
process.stdout.write(`${path}: ${Math.round(recording.length / 1024)} KiB\n`);
