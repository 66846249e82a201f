import CliTable from 'cli-table3';

export type Table = readonly (readonly (string | number)[])[];

export const show = (head: readonly string[], rows: Table): void => {
  const table = new CliTable({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) table.push([...row]);
  console.log(table.toString());
};
