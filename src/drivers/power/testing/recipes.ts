import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { PowerState, PowerSwitch } from '../../../core/power.ts';

const text = readFileSync(join(import.meta.dirname, '../../../../docs/power.md'), 'utf8');

/** The source of a recipe of docs/power.md, from the line behind its comment on: what `power:` is. */
export const recipeSource = (name: string): string => {
  const [, behind = ''] = new RegExp(`^// ${name}.*\\n([\\s\\S]*?)^(?://|\`\`\`)`, 'm').exec(text) ?? [];
  expect(behind).not.toBe('');
  return behind.replace(/^power: /, '').replace(/,\s*$/, '');
};

/** The commands of a recipe for `commandSwitch`. What is capital is the lab's own. */
export const recipeCommands = (name: string, lab: Readonly<Record<string, string>> = {}) => {
  const source = recipeSource(name);
  const command = (what: string): string => {
    const [, quote = '', found = ''] = new RegExp(`^ *${what}: (['"\`])(.*)\\1,$`, 'm').exec(source) ?? [];
    expect(quote).not.toBe('');
    return Object.entries(lab).reduce((all, [from, to]) => all.replaceAll(from, to), found.replaceAll('\\\\', '\\'));
  };
  return { on: command('on'), off: command('off'), state: command('state') };
};

export const switchesAndReadsBack = async (power: PowerSwitch, contact?: () => PowerState): Promise<void> => {
  for (const what of ['on', 'on', 'off', 'off', 'on'] as const) {
    await power[what]();
    expect(await power.state()).toBe(what);
    if (contact) expect(contact()).toBe(what);
  }
};
