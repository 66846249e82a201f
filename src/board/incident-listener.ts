import type { KernelIncident } from '../core/incident.ts';

export type IncidentListener = (phase: 'opened' | 'closed', incident: KernelIncident) => void;
