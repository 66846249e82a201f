import { z } from 'zod';
import { incidentKinds } from '../../core/incident.ts';
import type { HeadlineRule } from './rules/rule.ts';

const pattern = z.instanceof(RegExp, { error: 'expected a regular expression' });
const detectorRule = z.looseObject({
  kind: z.enum(incidentKinds),
  severity: z.enum(['fatal', 'error', 'warning', 'info']),
  endsScenario: z.boolean(),
  headline: pattern,
  title: z.string().min(1),
  frame: z.enum(['fault', 'trace', 'stall', 'none']),
  test: z.string().min(1),
}) satisfies z.ZodType<Pick<HeadlineRule, 'kind' | 'severity' | 'endsScenario' | 'headline' | 'title' | 'frame' | 'test'>>;
const knownIssue = z.strictObject({
  signature: z.union([z.string().min(1), pattern], 'expected a signature or a regular expression'),
  link: z.string().min(1),
  owner: z.string().min(1).optional(),
  until: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, "expected a day such as '2027-01-31'")
    .optional(),
});

/** What a lab file may add to the detector. */
export const detectorSettings = z.strictObject({ rules: z.array(detectorRule).optional(), knownIssues: z.array(knownIssue).optional() });
