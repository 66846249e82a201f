import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImxSoc, imxSocs, socTables } from '../../src/knowledge/firmware/soc-tables.ts';

/** Ours against the driver's own: base, size and whether it maps the memory itself, for each SoC that this kernel knows. Empty when all are equal. */
export const tableDifferences = (source: string): string[] => {
  const driver = readFileSync(join(source, 'drivers/remoteproc/imx_rproc.c'), 'utf8');
  return imxSocs.flatMap((soc) => {
    const theirs = rowsOf(driver, soc);
    const own = socTables[soc].memories.map(({ base, size, owned }) => rowText(base, size, owned));
    return theirs === undefined || theirs.join() === [...new Set(own)].join()
      ? []
      : [`${soc}: Linux has ${theirs.join(' ')}, and here ${own.join(' ')}`];
  });
};

// The 8M Plus has the table of the Nano. Rows of the second core of an i.MX 8QM repeat the device addresses of the first.
const rowsOf = (driver: string, soc: ImxSoc): string[] | undefined => {
  const name = soc === 'imx8mp' || soc === 'imx8mm' ? { imx8mp: 'imx8mn', imx8mm: 'imx8mq' }[soc] : soc;
  const body = new RegExp(`imx_rproc_att_${name}\\[\\] = \\{([\\s\\S]*?)\\n\\};`).exec(driver)?.[1];
  if (body === undefined) return undefined;
  const rows = [...body.matchAll(/\{\s*(0x[\da-f]+),\s*0x[\da-f]+,\s*(0x[\da-f]+),\s*([^}]*)\}/gi)];
  return [...new Set(rows.map(([, base, size, flags]) => rowText(Number(base), Number(size), flags!.includes('ATT_OWN'))))];
};

const rowText = (base: number, size: number, isOwned: boolean): string => `${base.toString(16)}+${size.toString(16)}${isOwned ? '!' : ''}`;
