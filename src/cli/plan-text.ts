import { overlayText, type ScenarioDescription } from '../core/scenario.ts';

/** What a plan comes to, in one sentence. */
export const bootsText = (scenarios: number, boots: number): string =>
  `${scenarios} ${scenarios === 1 ? 'scenario' : 'scenarios'}, at most ${boots} ${boots === 1 ? 'boot' : 'boots'} to bring the board to them`;

/** A scenario and what it needs, in one line. */
export const scenarioLine = ({ id, needs, expects }: ScenarioDescription): string => {
  const { boot = 'running', preload, mcoreBooted = true, kernelArgument, overlay, injects } = needs;
  const words = [
    boot,
    ...(preload ? [`preload ${preload}`] : []),
    kernelArgument ?? (mcoreBooted ? 'mcore_booted' : 'without mcore_booted'),
    ...(overlay ? [overlayText(overlay)] : []),
    ...(injects ? [`injects ${injects}`] : []),
    ...(expects.outcome ? [`expects ${expects.outcome}`] : []),
  ];
  return `${id}  (${words.join(', ')})`;
};
