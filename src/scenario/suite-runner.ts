import { type RunnerTask, type RunnerTestFile, TestRunner } from 'vitest';
import { placeName } from './place-name.ts';
import './spec.ts';

/** Runs what a file holds in the order that spares boots: vitest itself orders files at most. Blocks stay whole, since their hooks belong around them. */
export default class SuiteRunner extends TestRunner {
  onCollected(files: RunnerTestFile[]): void {
    const order: readonly string[] | undefined = this.injectValue('hilOrder');
    if (!order) return;
    const places = new Map(order.map((name, index) => [name, index]));
    for (const file of files) sort(file.tasks, (name) => places.get(placeName(file.filepath, name)) ?? order.length);
  }
}

const sort = (tasks: RunnerTask[], placeOf: (fullTestName: string) => number): void => {
  const first = new Map(tasks.map((task) => [task, firstPlace(task, placeOf)]));
  tasks.sort((one, other) => first.get(one)! - first.get(other)!);
  for (const task of tasks) if (task.type === 'suite') sort(task.tasks, placeOf);
};

const firstPlace = (task: RunnerTask, placeOf: (fullTestName: string) => number): number =>
  task.type === 'suite' ? Math.min(...task.tasks.map((child) => firstPlace(child, placeOf))) : placeOf(task.fullTestName);
