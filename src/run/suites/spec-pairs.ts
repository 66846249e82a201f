import type { ScenarioNeeds } from '../../core/scenario.ts';

/** What is wrong between two needs of which each alone is right: one means nothing without the other, or beside it. */
export const wrongPairs = (needs: ScenarioNeeds): readonly string[] =>
  pairs.flatMap(({ key, isWrong, sentence }) => (needs[key] !== undefined && isWrong(needs) ? [`${key}: ${sentence}`] : []));

interface Pair {
  readonly key: keyof ScenarioNeeds;
  readonly isWrong: (needs: ScenarioNeeds) => boolean;
  readonly sentence: string;
}

const pairs: readonly Pair[] = [
  {
    key: 'autostart',
    isWrong: ({ preload }) => preload !== undefined,
    sentence: 'expected no preload beside it: U-Boot and the unit would both start the M7',
  },
  {
    key: 'netboot',
    isWrong: ({ overlay }) => overlay !== undefined,
    sentence: 'expected no overlay beside it: its device tree is taken as it is, and no boot script runs',
  },
  {
    key: 'preloadAs',
    isWrong: ({ preload }) => preload === undefined,
    sentence: "expected the image to preload beside it, such as preload: 'my-image'; without one nothing is preloaded",
  },
  {
    key: 'preloadFrom',
    isWrong: ({ preload }) => preload === undefined,
    sentence: "expected the image to preload beside it, such as preload: 'my-image'; without one nothing is preloaded",
  },
  {
    key: 'mcoreBooted',
    isWrong: ({ kernelArgument }) => kernelArgument !== undefined,
    sentence:
      'expected no kernelArgument beside it, which takes its place: leave mcoreBooted out, and write its argument into kernelArgument where it is wanted',
  },
];
