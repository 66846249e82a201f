import { anySignal, untilAborted } from '../../core/time.ts';
import type { CoordinatorSession } from './coordinator-session.ts';
import { PlaceError } from './place-error.ts';
import { type PlaceResource, resourcesOf } from './place-resources.ts';
import type { Place } from './protocol.ts';

// Wall time: an exporter tells what it has started within its polling of 250 ms.
const exportedWithinMs = 5000;

/** A place that we have acquired, watched for as long as we use it. */
export class HeldPlace {
  readonly name: string;
  readonly #session: CoordinatorSession;
  readonly #used = new Map<string, string>();
  readonly #listeners = new Set<(error: Error) => void>();
  #lost: Error | undefined;
  #taken: Error | undefined;

  constructor(session: CoordinatorSession, name: string) {
    this.#session = session;
    this.name = name;
    session.onChange(() => this.#check());
  }

  /** Why the place, or a part of it that is in use, is ours no more. */
  get lost(): Error | undefined {
    return this.#lost;
  }

  /** Why the board is somebody else's affair by now. What merely broke between us and the coordinator does not make it so: its lock outlives that. */
  get taken(): Error | undefined {
    return this.#taken;
  }

  /** What it consists of at present: what its matches pick out and labgrid locked for us. */
  get resources(): readonly PlaceResource[] {
    const place = this.#session.places.get(this.name);
    return place ? resourcesOf(place, this.#session.resources.values()).filter(({ resource }) => resource.acquired === this.name) : [];
  }

  /** Waits a moment for what an exporter has yet to tell. */
  async until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    const end = anySignal(AbortSignal.timeout(exportedWithinMs), signal);
    while (!holds() && !this.#lost && !end.aborted) await untilAborted(this.#change(), end).catch(() => {});
  }

  /** From now on the end of this resource is the end of the place, in the words of its exporter. */
  use({ path, name }: PlaceResource): void {
    this.#used.set(path, name);
    this.#check();
  }

  /** Called once; at once when the place is lost already. */
  onLost(listener: (error: Error) => void): void {
    if (this.#lost) listener(this.#lost);
    else this.#listeners.add(listener);
  }

  /** What the coordinator knows about the reason why a part of the place failed; the failure itself when it knows of none. */
  async explain(failure: Error, signal?: AbortSignal): Promise<Error> {
    await this.#session.sync(signal).catch(() => {});
    this.#check();
    return this.#lost ?? failure;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#session.onChange(() => {
        stop();
        resolve();
      });
    });
  }

  #check(): void {
    if (!this.#session.lost) this.#taken ??= this.#takenAway();
    if (this.#lost) return;
    this.#lost = this.#session.lost ?? this.#taken ?? this.#partGone();
    if (!this.#lost) return;
    for (const listener of this.#listeners) listener(this.#lost);
    this.#listeners.clear();
  }

  #takenAway(): Error | undefined {
    const place: Place | undefined = this.#session.places.get(this.name);
    const isOurs = place?.acquired === this.#session.holder;
    if (place && isOurs && !this.#isBeingReleased(place)) return undefined;
    const what = place ? (place.acquired && !isOurs ? `is held by ${place.acquired} now` : 'was released by somebody else') : 'was deleted';
    return new PlaceError(`labgrid place ${this.name} was taken from this run: it ${what}`, {
      remedy: 'see who uses it (labgrid-client who) before the next run',
    });
  }

  // The coordinator frees the resources of a place one after the other, and tells of each before it tells of the place.
  #isBeingReleased(place: Place): boolean {
    return resourcesOf(place, this.#session.resources.values()).some(
      ({ path, resource }) => this.#used.has(path) && resource.acquired !== this.name,
    );
  }

  #partGone(): Error | undefined {
    for (const [path, name] of this.#used) {
      const part = this.resources.find((resource) => resource.path === path);
      const exporter = path.split('/')[0];
      if (!part) {
        return new PlaceError(`labgrid exporter ${exporter} is gone, and with it ${name} of place ${this.name}`, {
          evidence: [`the coordinator has no ${path} for the place any more`],
          remedy: `check labgrid-exporter on ${exporter}, and its connection to the coordinator`,
        });
      }
      if (!part.resource.avail) {
        return new PlaceError(`labgrid exporter ${exporter} says that ${name} of place ${this.name} is not available any more`, {
          evidence: [`${path} has avail false`],
          remedy: `check whether its USB adapter is still plugged in at ${exporter}`,
        });
      }
    }
    return undefined;
  }
}
