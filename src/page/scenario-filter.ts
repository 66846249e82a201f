/** A field above the list of scenarios that leaves those whose line holds every word. */
export const filterScenarios = (host: HTMLElement): void => {
  const scenarios = [...document.querySelectorAll<HTMLElement>('#scenarios > details.scenario')];
  const texts = scenarios.map((scenario) => `${scenario.className} ${scenario.querySelector('summary')?.textContent ?? ''}`.toLowerCase());
  const field = document.createElement('input');
  field.type = 'search';
  field.placeholder = `filter ${scenarios.length} scenarios by words: name, board, verdict, outcome`;
  field.setAttribute('aria-label', 'filter scenarios');
  const count = document.createElement('output');
  const apply = (): void => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    scenarios.forEach((scenario, index) => {
      scenario.hidden = !words.every((word) => texts[index]!.includes(word));
      if (!scenario.hidden) shown++;
    });
    count.textContent = words.length === 0 ? '' : `${shown} of ${scenarios.length}`;
  };
  field.addEventListener('input', apply);
  host.append(field, count);
};
