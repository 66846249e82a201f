export { describe, expect } from 'vitest';
export * from '../core/public.ts';
export { type InterruptRate, type InterruptSample, ratesBetween, readSample } from '../knowledge/diagnosis/interrupt-rates.ts';
export { scenario } from './scenario.ts';
export type { ScenarioBody, ScenarioContext, ScenarioSpec } from './spec.ts';

import './matchers.ts';
