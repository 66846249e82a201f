import { format } from 'node:util';

const placeholder = /%[sdifjoOc]/g;

/** The name of one case: printf's %s %d %i %f %j, `$name` and `$name.part` of an object, `%#` for its number. */
export const titleOf = (template: string, value: unknown, index: number): string => {
  const numbered = template.replaceAll('%#', String(index)).replace(/\$([A-Za-z_][\w.]*)/g, (all, path: string) => {
    const found = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
    return found === undefined ? all : String(found).replaceAll('%', '%%');
  });
  const values = Array.isArray(value) ? value : [value];
  const used = values.slice(0, numbered.match(placeholder)?.length ?? 0);
  // Without values util.format leaves %% as it is.
  return used.length > 0 ? format(numbered, ...used) : numbered.replaceAll('%%', '%');
};
