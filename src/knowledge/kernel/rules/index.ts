import { bootFailureRules } from './boot-failures.ts';
import { deviceRules } from './devices.ts';
import { fatalRules } from './fatal.ts';
import { fileSystemRules } from './file-systems.ts';
import { firmwareRules } from './firmware.ts';
import { hangRules } from './hangs.ts';
import { hardwareErrorRules } from './hardware-errors.ts';
import { hypervisorRules } from './hypervisors.ts';
import { lockingRules } from './locking.ts';
import { memoryRules } from './memory.ts';
import { oopsRules } from './oops.ts';
import { powerRules } from './power.ts';
import { programRules } from './programs.ts';
import type { HeadlineRule } from './rule.ts';
import { stallRules } from './stalls.ts';
import { storageRules } from './storage.ts';
import { vendorDriverRules } from './vendor-drivers.ts';
import { waitRules } from './waits.ts';
import { warningRules } from './warnings.ts';

/** In order of precedence: where two rows match the same line, the first one names it. */
export const builtInRules: readonly HeadlineRule[] = [
  ...stallRules,
  ...lockingRules,
  ...memoryRules,
  ...fatalRules,
  ...oopsRules,
  ...firmwareRules,
  ...hypervisorRules,
  ...warningRules,
  ...fileSystemRules,
  ...deviceRules,
  ...storageRules,
  ...powerRules,
  ...hangRules,
  ...hardwareErrorRules,
  ...waitRules,
  ...vendorDriverRules,
  ...bootFailureRules,
  ...programRules,
];
