import { besideEvents } from './beside-events.ts';
import { boardEvents } from './board-events.ts';
import { contrastEvents } from './contrast-events.ts';
import { coreEvents } from './core-events.ts';
import type { EventRule } from './event-rule.ts';
import { namedFaults } from './named-faults.ts';

export const eventRules: readonly EventRule[] = [...coreEvents, ...contrastEvents, ...boardEvents, ...besideEvents, ...namedFaults];
