import type { Capability } from './capability.ts';
import type { ErrorReport, Fault } from './errors.ts';
import type { IncidentKind } from './incident.ts';
import type { Outcome } from './outcome.ts';

/** How the board gets to the state in which a scenario starts. 'running': any running Linux will do. */
export type BootKind = 'cold' | 'warm' | 'running';

/**
 * What U-Boot lays over the device tree. 'hmp': the HMP overlay, which brings remoteproc, among what the board came with; 'none': all of that but the HMP
 * overlay; or overlays of the lab file by name behind what the board came with, and the HMP overlay beside them only with `hmp`.
 */
export type OverlayNeed = 'hmp' | 'none' | { readonly files: readonly string[]; readonly hmp?: boolean };

/** In the words of plans and reports. */
export const overlayText = (overlay: OverlayNeed): string => {
  if (overlay === 'none') return 'without the HMP overlay';
  if (overlay === 'hmp') return 'HMP overlay';
  return `overlay ${[...overlay.files, ...(overlay.hmp ? ['HMP'] : [])].join(' + ')}`;
};

/** Where Linux finds the firmware: a folder of the board that is there, or the volume of a container. The kernel's search path names it meanwhile. */
export type FirmwarePlace = { readonly folder: string } | { readonly volume: string };

/** In the words of plans and reports. */
export const firmwarePlaceText = (place: FirmwarePlace): string =>
  'volume' in place ? `firmware in volume ${place.volume}` : `firmware in ${place.folder}`;

/** How U-Boot gets to what it preloads: a flat image that it copies, or the ELF, which U-Boot 2022.07 and later place themselves. */
export type PreloadForm = 'bin' | 'elf';

/** Where U-Boot gets what it preloads: the board's own storage, or the lab's TFTP server. */
export type PreloadSource = 'storage' | 'tftp';

/** What a boot starts that the board does not by itself, in the words of plans and reports. */
export const startedBeforeText = ({ preload, preloadAs, preloadFrom, autostart, netboot }: ScenarioNeeds): readonly string[] => [
  ...(netboot ? [`netboot ${netboot}`] : []),
  ...(preload ? [`preload ${preload}${preloadAs === 'elf' ? ' as ELF' : ''}${preloadFrom === 'tftp' ? ' by TFTP' : ''}`] : []),
  ...(autostart ? [`autostart ${autostart}`] : []),
];

/** What the board must hold before a scenario runs: data, so that the runner can group scenarios and count boots. */
export interface ScenarioNeeds {
  /** 'running' by default. */
  readonly boot?: BootKind;
  /** Firmware that U-Boot starts with `bootaux` before Linux; none by default. */
  readonly preload?: string;
  /** Firmware that a systemd unit of the lab starts while Linux boots; none by default. */
  readonly autostart?: string;
  /** A system of the lab file, installed where another one runs; whatever runs by default. */
  readonly os?: string;
  /** Kernel and device tree of the lab file, which U-Boot fetches by TFTP; what the board has by default. */
  readonly netboot?: string;
  /** 'bin' by default. */
  readonly preloadAs?: PreloadForm;
  /** 'storage' by default. */
  readonly preloadFrom?: PreloadSource;
  /** Whether Linux gets `clk-imx8mp.mcore_booted=1`; true by default. */
  readonly mcoreBooted?: boolean;
  /** A kernel argument, or several, just as somebody would mistype it, instead of the right one. */
  readonly kernelArgument?: string;
  /** As the board came by default. */
  readonly overlay?: OverlayNeed;
  /** The firmware that is loaded from Linux. */
  readonly firmware?: string;
  /** /lib/firmware by default, or the writable folder of a system that cannot write there. */
  readonly firmwareIn?: FirmwarePlace;
  /** A named trouble the lab must be able to provoke; without it the scenario is skipped with that reason. */
  readonly injects?: string;
  /** What else the board must be able to do; without it the scenario is skipped with that reason. `preload` implies bootaux. */
  readonly uses?: readonly Capability[];
}

/** A regular expression as data, since it crosses processes and stands in the journal. */
export interface TextPattern {
  readonly source: string;
  readonly flags: string;
}

/**
 * A failure that somebody knows about. It marks, never hides: `outcome`, `incident` and `message` say what goes wrong, and any other failure of the
 * scenario is one, as is an incident that was announced and did not come. Without all three it is what the scenario expects: an outcome other than
 * `alive`, or its incidents. When it stops happening the run fails as `fixed?`.
 */
export interface KnownFailure {
  readonly link: string;
  readonly note?: string;
  /** The M7 comes out like this in place of what it should. */
  readonly outcome?: Outcome;
  /** The scenario is ended by such an incident. */
  readonly incident?: { readonly kind: IncidentKind; readonly title?: TextPattern };
  /** The scenario fails with an error of the product that says so. */
  readonly message?: TextPattern;
}

/** An incident that may come: of this kind, and of this title where one is given. */
export interface ToleratedIncident {
  readonly kind: IncidentKind;
  readonly title?: TextPattern;
}

export interface ScenarioExpectation {
  readonly outcome?: Outcome;
  /** Incidents that must come; any other one that ends scenarios fails this one. */
  readonly incidents?: readonly IncidentKind[];
  /** Incidents that may come and need not; what follows from them is not tolerated by that. */
  readonly tolerates?: readonly ToleratedIncident[];
  readonly known?: KnownFailure;
}

/** Whether an image that Linux refuses is what it wants, or what somebody knows about. */
export const wantsRefusal = ({ outcome, known }: ScenarioExpectation): boolean => outcome === 'refused' || known?.outcome === 'refused';

/** passed, failed (the product), error (lab, suite or runner), skipped, known (an expected failure that happened as described), not-run. */
export const verdicts = ['passed', 'failed', 'error', 'skipped', 'known', 'not-run'] as const;
export type Verdict = (typeof verdicts)[number];

/** Whether it says anything of the product: an error of lab, suite or runner, a skip and what was not run say nothing of it, neither well nor ill. */
export const judgesProduct = (verdict: Verdict): boolean => verdict === 'passed' || verdict === 'known' || verdict === 'failed';

export interface ScenarioDescription {
  /** `cold-boot > a TCM image lives`: unique within a run and a board. */
  readonly id: string;
  readonly suite: string;
  readonly name: string;
  readonly file: string;
  /** Where in it the scenario is written, as `suites/boot.ts:12:1`. */
  readonly place?: string;
  /** Words by which people choose, such as `nightly`. */
  readonly tags?: readonly string[];
  readonly needs: ScenarioNeeds;
  readonly expects: ScenarioExpectation;
}

/** How many more attempts a scenario gets by the fault that ended the one before; none for a fault that is not named. */
export type Retries = Readonly<Partial<Record<Fault, number>>>;

/** An attempt at a scenario that another one followed. */
export interface ScenarioAttempt {
  /** Counted from 1, as in `scenario.started`. */
  readonly attempt: number;
  readonly verdict: Verdict;
  readonly errors: readonly ErrorReport[];
  /** Host milliseconds. */
  readonly durationMs: number;
}

export interface ScenarioResult {
  readonly id: string;
  readonly verdict: Verdict;
  /** True when a known failure did not happen any more. */
  readonly fixed?: boolean;
  readonly reason?: string;
  readonly errors: readonly ErrorReport[];
  /** Host milliseconds, of the last attempt. */
  readonly durationMs: number;
  /** Those before the last one, where there were several. */
  readonly attempts?: readonly ScenarioAttempt[];
  /** As expected, but not at the first attempt. */
  readonly flaky?: boolean;
}
