/** What a plan comes to, in one sentence. */
export const bootsText = (scenarios: number, boots: number): string =>
  `${scenarios} ${scenarios === 1 ? 'scenario' : 'scenarios'}, at most ${boots} ${boots === 1 ? 'boot' : 'boots'} to bring the board to them`;
