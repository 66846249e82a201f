import { ProvisionError } from '../../core/errors.ts';
import { type Output, type Shell, shellQuote } from '../../core/shell.ts';
import {
  checkedName,
  checkedValue,
  EnvironmentLostError,
  notTaken,
  type UBootEnvironment,
  valueIn,
  variablesIn,
} from './uboot-environment.ts';

/** U-Boot's environment as Linux sees it: fw_printenv and fw_setenv of libubootenv or u-boot-tools, as root. `config`: the line of /etc/fw_env.config. */
export const linuxEnvironment = (shell: Shell, config: string): UBootEnvironment => {
  const get = async (name: string): Promise<string | undefined> => {
    const output = await shell.run(`fw_printenv ${checkedName(name)}`, { reject: false, asRoot: true });
    refuseLost(output, config);
    return valueIn(name, output.exitCode, output.stdout.replace(/\n$/, ''));
  };
  const set = async (name: string, value: string | undefined): Promise<void> => {
    checkedValue(name, value);
    // On a lost environment fw_setenv would store the tool's own defaults and one variable on top.
    await get(name);
    const words = value === undefined ? [] : [...(value.startsWith('-') ? ['--'] : []), checkedName(name), shellQuote(value)];
    await shell.run(['fw_setenv', ...(words.length > 0 ? words : [checkedName(name)])].join(' '), { asRoot: true });
    const found = await get(name);
    if (found !== value) throw notTaken(name, value, found);
  };
  const all = async (): Promise<Readonly<Record<string, string>>> => {
    const output = await shell.run('fw_printenv', { reject: false, asRoot: true });
    refuseLost(output, config);
    return variablesIn(output.stdout);
  };
  return { get, set, all };
};

const refuseLost = ({ exitCode, stdout, stderr }: Output, config: string): void => {
  const evidence = `${stderr}\n${stdout}`.split('\n').filter(Boolean).slice(0, 5);
  if (exitCode === 127) {
    throw new ProvisionError('this system has no fw_printenv', {
      evidence,
      remedy: 'install libubootenv-bin or u-boot-fw-utils in the image',
    });
  }
  if (/bad CRC|using default environment|Cannot read environment|Environment WRONG/i.test(stderr)) {
    throw new EnvironmentLostError("U-Boot's stored environment is lost: its checksum is wrong", {
      evidence,
      remedy:
        'stop in U-Boot, `env default -a; saveenv`, and set again what was changed on this board, such as fdt_board; then the next run can provision it',
    });
  }
  if (/Cannot (?:parse|open|access)|Configuration file|Permission denied|Operation not permitted/i.test(stderr)) {
    throw new ProvisionError("Linux cannot read U-Boot's environment", {
      evidence,
      remedy: `check /etc/fw_env.config: ${config}`,
    });
  }
};
