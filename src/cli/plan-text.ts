import { firmwarePlaceText, overlayText, type ScenarioDescription, startedBeforeText } from '../core/scenario.ts';

/** What a plan comes to, in one sentence. */
export const bootsText = (scenarios: number, boots: number): string =>
  `${scenarios} ${scenarios === 1 ? 'scenario' : 'scenarios'}, at most ${boots} ${boots === 1 ? 'boot' : 'boots'} to bring the board to them`;

/** A scenario and what it needs, in one line. */
export const scenarioLine = ({ id, needs, expects }: ScenarioDescription): string => {
  const { boot = 'running', os, mcoreBooted = true, kernelArgument, overlay, firmwareIn, injects } = needs;
  const words = [
    boot,
    ...(os ? [`system ${os}`] : []),
    ...startedBeforeText(needs),
    kernelArgument ?? (mcoreBooted ? 'mcore_booted' : 'without mcore_booted'),
    ...(overlay ? [overlayText(overlay)] : []),
    ...(firmwareIn ? [firmwarePlaceText(firmwareIn)] : []),
    ...(injects ? [`injects ${injects}`] : []),
    ...(expects.outcome ? [`expects ${expects.outcome}`] : []),
  ];
  return `${id}  (${words.join(', ')})`;
};
