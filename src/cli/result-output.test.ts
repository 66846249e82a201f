import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// A whole run in a process of its own, on a host that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const talkative = (): LabFolder => {
  const lab = new LabFolder();
  lab.write(
    'lab.config.ts',
    `import { defineLab, runJson, verdinImx8mp, virtualBoard } from '${projectRoot}src/index.ts';
    console.log('from the lab file');
    process.on('exit', () => console.log('from the end'));
    const talks = { name: 'talks', write: async () => { console.log('from a report'); process.stdout.write('half a line'); } };
    export default defineLab({ boards: { virtual: verdinImx8mp(virtualBoard({ speed: 100 })) }, reports: { write: [runJson(), talks] } });`,
  );
  return lab;
};

test.for([
  ['run', '--json'],
  ['list', '--json'],
])('hil %s %s prints its JSON and nothing else, whatever code of the lab prints', async (args) => {
  await using lab = talkative();
  const { code, stdout, stderr } = await lab.hil(args);
  expect(code).toBe(0);
  const [command] = args;
  expect(JSON.parse(stdout)).toMatchObject(command === 'run' ? { exitCode: 0 } : [{ suite: 'first' }, { suite: 'first' }]);
  expect(stderr).toContain('from the lab file\n');
  expect(stderr).toContain('from the end\n');
  if (command === 'run') expect(stderr).toContain('from a report\nhalf a line');
});
