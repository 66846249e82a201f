import { ownEntry } from '../../core/own-entry.ts';
import type { MapValue, Place, Resource, ResourceMatch } from './protocol.ts';

/** A resource that belongs to a place. */
export interface PlaceResource {
  /** By the place's match where that renames, else by its exporter. */
  readonly name: string;
  /** `exporter/group/cls/name`. */
  readonly path: string;
  readonly exporter: string;
  readonly resource: Resource;
}

/** What a place's matches pick out of everything that is exported, in the order of the paths. */
export const resourcesOf = (place: Place, all: Iterable<Resource>): readonly PlaceResource[] =>
  [...all]
    .flatMap((resource) => {
      const match = place.matches.find((candidate) => isMatch(candidate, resource));
      return match ? [placeResource(match, resource)] : [];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));

const placeResource = (match: ResourceMatch, resource: Resource): PlaceResource => {
  const { exporterName = '', groupName, resourceName } = resource.path;
  const path = `${exporterName}/${groupName}/${resource.cls}/${resourceName}`;
  return { name: match.rename || resourceName, path, exporter: exporterName, resource };
};

const isMatch = (match: ResourceMatch, { path, cls }: Resource): boolean =>
  isLike(path.exporterName ?? '', match.exporter) &&
  isLike(path.groupName, match.group) &&
  isLike(cls, match.cls) &&
  (!match.name || isLike(path.resourceName, match.name));

/** As Python's fnmatchcase, which is what labgrid matches with: `*`, `?`, `[seq]` and `[!seq]`; a slash is a character as any other. */
export const isLike = (text: string, pattern: string): boolean => {
  const parts = pattern.match(/\[!?\]?[^\]]*\]|./gs) ?? [];
  return new RegExp(`^${parts.map(asExpression).join('')}$`, 's').test(text);
};

const asExpression = (part: string): string => {
  if (part === '*') return '.*';
  if (part === '?') return '.';
  if (part.length === 1) return part.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  const isNegated = part.startsWith('[!');
  const inner = part.slice(isNegated ? 2 : 1, -1).replace(/[\\\][^]/g, '\\$&');
  return `[${isNegated ? '^' : ''}${inner}]`;
};

/** A parameter of a resource; undefined where it has none, or one without a value. */
export const parameter = (values: Readonly<Record<string, MapValue>>, name: string): string | number | boolean | undefined => {
  const value = ownEntry(values, name);
  return value?.stringValue ?? value?.uintValue ?? value?.intValue ?? value?.floatValue ?? value?.boolValue;
};
