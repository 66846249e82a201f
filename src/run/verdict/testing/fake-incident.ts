import type { IncidentKind, IncidentReport, KernelIncident } from '../../../core/incident.ts';

/** A fatal one that ends a scenario, unless `parts` say otherwise. */
export const fakeIncident = (id: string, kind: IncidentKind, parts: Partial<KernelIncident> = {}): KernelIncident => ({
  id,
  kind,
  severity: 'fatal',
  endsScenario: true,
  title: `${kind} in imx_uart_txint`,
  signature: kind,
  stage: 'login',
  at: 1,
  channels: ['a53'],
  lines: [`${id} headline`],
  consequences: [],
  ...parts,
});

/** One of the reports that make an incident. */
export const fakeReport = (kind: IncidentKind, title: string = kind): IncidentReport => ({ kind, title, endsScenario: true });
