import { expect, onTestFinished, test } from 'vitest';
import { FakeLab } from '../board-process/testing/fake-lab.ts';

const orderOf = async (inOrder: boolean): Promise<string> => {
  const lab = new FakeLab(['mixed']);
  onTestFinished(() => lab[Symbol.dispose]());
  await lab.run({ inOrder });
  expect(lab.results().size).toBe(7);
  const started = lab.events.flatMap((event) => (event.type === 'scenario.started' ? [event.scenario] : []));
  return started.map((id) => /(\w+)(?:,[^>]*)?$/.exec(id)?.[1]).join(' ');
};

test('a run takes the order of its plan, in files and in describe blocks', async () => {
  expect(await orderOf(false)).toBe('one four seven two three five six');
});

test('or the order as it is written', async () => {
  expect(await orderOf(true)).toBe('one two three four five six seven');
});
