import { z } from 'zod';
import { type FaultMoment, type VirtualFaultKind, virtualFaultKinds } from './virtual.ts';

const moments = ['spl', 'u-boot', 'kernel', 'userspace', 'login', 'm7-start', 'm7-restart', 'always'] as const;

// Where each trouble can happen at all: before Linux there is no kernel that could fail, and only U-Boot loads an environment.
const kernelMoments: readonly FaultMoment[] = ['kernel', 'userspace', 'login', 'm7-start', 'm7-restart'];
const possible: Record<VirtualFaultKind, readonly FaultMoment[]> = {
  panic: kernelMoments,
  oops: kernelMoments,
  'rcu-stall': kernelMoments,
  'soft-lockup': kernelMoments,
  'hung-task': kernelMoments,
  freeze: ['spl', 'u-boot', ...kernelMoments],
  'brown-out': ['spl', 'u-boot', ...kernelMoments],
  'lost-characters': ['u-boot'],
  noise: ['u-boot'],
  'env-crc': ['u-boot'],
  'no-ssh': ['userspace'],
  'full-disk': ['userspace'],
  'expired-password': ['userspace'],
  'stuck-relay': [],
};

const faultSchema = z
  .strictObject({
    kind: z.enum(virtualFaultKinds),
    at: z.enum(moments),
    name: z.string().min(1).optional(),
    chance: z.number().min(0).max(1).optional(),
  })
  .superRefine(({ kind, at }, context) => {
    if (at === 'always' || possible[kind].includes(at)) return;
    context.addIssue({
      code: 'custom',
      message: `'${kind}' cannot happen at '${at}'; it can at ${[...possible[kind], 'always'].map((moment) => `'${moment}'`).join(', ')}`,
    });
  });

/** Settings of a virtual board, for the lab file that names them and for the process that takes them; what is left out gets its default. */
export const virtualSettings = z.strictObject({
  speed: z.number().min(0.1).max(1000).default(1),
  seed: z.int().default(1),
  image: z.enum(['torizon', 'bsp']).default('torizon'),
  kernel: z.enum(['5.15', '6.1', '6.6', '6.12']).default('5.15'),
  model: z.string().optional(),
  ram: z.enum(['1GB', '2GB', '4GB', '8GB']).optional(),
  tfA: z.enum(['nxp', 'upstream']).default('nxp'),
  wifi: z.boolean().default(false),
  hmpOverlay: z.boolean().default(true),
  dsp: z.boolean().default(false),
  firstLogin: z.boolean().default(false),
  variables: z.record(z.string().regex(/^[^=\0\s]+$/), z.string().regex(/^[^\0]*$/)).default({}),
  faults: z.array(faultSchema).default([]),
});
