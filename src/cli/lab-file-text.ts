import { quoted } from './relay-choice.ts';

export interface LabFileParts {
  readonly board: string;
  readonly power: { readonly imports: string; readonly text: string };
  readonly a53: { readonly imports: string; readonly text: string };
  readonly m7?: { readonly imports: string; readonly text: string } | undefined;
  readonly ssh?: { readonly host: string; readonly port?: number | undefined } | undefined;
  readonly user: string;
  /** The environment variable that holds the password; none for a login without one. */
  readonly passwordFrom?: string | undefined;
  /** Of a simulated board. */
  readonly speed?: number | undefined;
}

/** A lab file with one board. */
export const labFileText = ({ board, power, a53, m7, ssh, user, passwordFrom, speed }: LabFileParts): string => {
  const used = [
    power.imports,
    a53.imports,
    ...(m7 ? [m7.imports] : []),
    ...(ssh ? ['sshShell'] : []),
    ...(passwordFrom ? ['fromEnv'] : []),
  ];
  const names = [...new Set(['defineLab', 'shippedFirmware', 'shippedSuites', 'verdinImx8mp', ...used])].sort();
  const port = ssh?.port === undefined ? '' : `, port: ${ssh.port}`;
  return `import {
  ${names.join(',\n  ')},
} from 'verdin-hil';

// Passwords come from the environment; npx hil check ${board} proves every wire.
const login = { user: ${quoted(user)}${passwordFrom ? `, password: fromEnv(${quoted(passwordFrom)})` : ''} };

export default defineLab({
  boards: {
    ${quoted(board)}: verdinImx8mp({
      power: ${power.text},
      consoles: {
        a53: ${a53.text}, // UART3, ttymxc2
${m7 ? `        m7: ${m7.text}, // UART4\n` : ''}      },
${ssh ? `      ssh: sshShell({ host: ${quoted(ssh.host)}${port}, ...login }),\n` : ''}      login,
${speed === undefined ? '' : `      speed: ${speed},\n`}    }),
  },
  suites: [shippedSuites(), 'suites/**/*.ts'],
  firmware: shippedFirmware(),
});
`;
};

/** A suite that any board passes which boots, to be changed. */
export const firstSuiteText = `import { expect, scenario } from 'verdin-hil';

scenario('Linux answers', {}, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
});

scenario('our test image starts from Linux', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => {
  expect(await m7.start('tcm-hello')).toBeOutcome('alive');
});
`;
