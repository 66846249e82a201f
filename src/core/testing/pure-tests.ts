/**
 * Folders whose quick tests change nothing that another test could notice: no secret that all of the process would hide, no environment, no clock. They are
 * the vitest project `quick-pure`, whose files share processes, since loading the same modules for each file takes longer than most of these tests.
 */
export const pureFolders: string[] = [
  'src/board/health',
  'src/board/linux',
  'src/board/m7',
  'src/board/power',
  'src/board/provision',
  'src/console',
  'src/history',
  'src/knowledge',
  'src/replay',
  'src/report',
  'src/run/verdict',
  'src/scenario',
  'src/sim',
];
