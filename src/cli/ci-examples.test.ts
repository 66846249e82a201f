import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { expect, test, vi } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { hostLimit } from '../core/testing/host-pace.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

vi.setConfig({ testTimeout: hostLimit(120_000) });

const folder = join(projectRoot, 'examples/ci');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

// A YAML reader of another language may take more, and none takes less: doubled keys and tabs are errors in it.
const yaml = (name: string): unknown => {
  const document = parseDocument(read(name), { strict: true, uniqueKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS();
};

test('github.yml is a workflow by the parser of GitHub itself', () => {
  const errorsIn = (content: string): string[] =>
    parseWorkflow({ name: 'lab.yml', content }, new NoOperationTraceWriter())
      .context.errors.getErrors()
      .map(({ message }) => message);
  expect(errorsIn(read('github.yml'))).toEqual([]);
  expect(errorsIn(read('github.yml').replace('timeout-minutes', 'timeout-hours'))).not.toEqual([]);
});

// No package has the schemas of these two; the words are those of docs.gitlab.com/ci/yaml and of learn.microsoft.com/azure/devops/pipelines/yaml-schema.
const gitlab = z.strictObject({
  lab: z.strictObject({
    tags: z.array(z.string()),
    resource_group: z.string(),
    timeout: z.string().regex(/^\d+(?:m|h)$/),
    script: z.array(z.string()),
    after_script: z.array(z.string()),
    artifacts: z.strictObject({
      when: z.enum(['on_success', 'on_failure', 'always']),
      expire_in: z.string(),
      paths: z.array(z.string()),
      reports: z.strictObject({ junit: z.string(), codequality: z.string() }),
    }),
    rules: z.array(z.strictObject({ if: z.string().optional(), when: z.enum(['manual', 'always', 'never', 'on_success']).optional() })),
  }),
});
const conditional = { condition: z.string().optional() };
const azure = z.strictObject({
  schedules: z.array(z.strictObject({ cron: z.string(), branches: z.strictObject({ include: z.array(z.string()) }), always: z.boolean() })),
  trigger: z.literal('none'),
  pool: z.strictObject({ name: z.string() }),
  jobs: z.array(
    z.strictObject({
      job: z.string().regex(/^\w+$/),
      timeoutInMinutes: z.number(),
      cancelTimeoutInMinutes: z.number(),
      steps: z.array(
        z.union([
          z.strictObject({ script: z.string(), env: z.record(z.string(), z.string()).optional(), ...conditional }),
          z.strictObject({ task: z.string().regex(/^\w+@\d+$/), inputs: z.record(z.string(), z.unknown()), ...conditional }),
          z.strictObject({ publish: z.string(), artifact: z.string(), ...conditional }),
        ]),
      ),
    }),
  ),
});

test('gitlab.yml and azure-pipelines.yml have no words but those of their schemas, and wait for a run that is cancelled', () => {
  expect(gitlab.safeParse(yaml('gitlab.yml')).error?.issues ?? []).toEqual([]);
  const pipeline = azure.parse(yaml('azure-pipelines.yml'));
  expect(pipeline.jobs[0]!.cancelTimeoutInMinutes).toBeGreaterThanOrEqual(2);
});

test('the brackets and quotes of the Jenkinsfile close', () => {
  const code = read('Jenkinsfile').replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\/.*$/gm, '');
  const open: string[] = [];
  for (const bracket of code.match(/[()[\]{}]/g) ?? []) {
    if ('([{'.includes(bracket)) open.push(bracket);
    else expect(`${open.pop()}${bracket}`).toMatch(/^(?:\(\)|\[\]|\{\})$/);
  }
  expect(open).toEqual([]);
  expect(code).not.toMatch(/['"]/);
});

const commandsIn = (text: string): string[] => [...text.matchAll(/npx hil [^"\n]+/g)].map(([command]) => command.trim());
const artifactsIn = (text: string): string[] => [...text.matchAll(/reports\/[^\s'",\]]*/g)].map(([path]) => path);

test('the commands of all examples run, and what they publish is there', async () => {
  const texts = readdirSync(folder)
    .filter((name) => name !== 'README.md')
    .map(read);
  for (const text of texts) expect(commandsIn(text)).toContainEqual(expect.stringMatching(/^npx hil run /));
  const commands = [...new Set(texts.flatMap(commandsIn))];
  await using lab = new LabFolder();
  lab.write(
    'lab.config.ts',
    `import { defineLab, verdinImx8mp, virtualBoard } from '${projectRoot}src/index.ts';
export default defineLab({ boards: { 'verdin-01': verdinImx8mp(virtualBoard({ speed: 100 })) } });`,
  );
  lab.write('bin/npx', `#!/bin/sh\nshift\nexec '${process.execPath}' '${join(projectRoot, 'bin/hil.js')}' "$@"\n`);
  chmodSync(join(lab.dir, 'bin/npx'), 0o755);
  const env = {
    ...process.env,
    VITEST: '',
    NODE_OPTIONS: '',
    PATH: `${lab.dir}/bin:${process.env.PATH}`,
    TMPDIR: lab.tmp,
    HIL_LEASES: join(lab.dir, 'leases'),
  };
  for (const command of commands) {
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', command], {
      cwd: lab.dir,
      env: { ...env, CI: 'true', GITLAB_CI: 'true' },
      encoding: 'utf8',
    });
    expect([command, status, stderr]).toEqual([command, 0, expect.not.stringContaining('at ')]);
    expect(stdout).not.toBe('');
  }
  for (const path of new Set(texts.flatMap(artifactsIn)))
    expect([path, spawnSync('sh', ['-c', `ls -d ${path.replace('**', '*')}`], { cwd: lab.dir }).status]).toEqual([path, 0]);
  expect(existsSync(join(lab.reportsDir, 'latest', 'junit.xml'))).toBe(true);
});
