export { describe, expect } from 'vitest';
export { scenario } from './scenario.ts';
export type { ScenarioBody, ScenarioContext, ScenarioSpec } from './spec.ts';

import './matchers.ts';
