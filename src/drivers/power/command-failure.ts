import { programOf } from '../../core/credential-places.ts';

/** What a shell, or a program that many labs switch with, means by the exit status of a command; undefined where that is the command's own affair. */
export const whyFailed = (
  exitCode: number | null,
  { command, place }: { readonly command: string; readonly place: string },
  stderr: string,
): { readonly what: string; readonly remedy: string } | undefined => {
  const program = programOf(command);
  const said = namedByShell(stderr);
  const name = said ?? program ?? 'a program in it';
  // What sh itself says is of this host; behind ssh the status is that of another shell.
  const where = said === undefined ? `, here or on the host that ${place} asks` : ' on this host';
  if (exitCode === 127)
    return {
      what: `there is no program ${name}${where}`,
      remedy: `install it, or write its whole path into ${place}; of a script, the program that its first line (#!) names may be missing`,
    };
  if (exitCode === 126)
    return {
      what: `${name} is there and cannot be executed${where}`,
      remedy: `make it executable (chmod +x), or write the program that reads it before it, such as sh or python3, into ${place}`,
    };
  const [what, remedy] = statuses[program ?? '']?.[exitCode ?? -1] ?? [];
  return what === undefined || remedy === undefined ? undefined : { what, remedy: `${remedy} (${place})` };
};

// `sh: 1: uhubctl: not found` of dash, `sh: line 1: uhubctl: command not found` of bash, `sh: uhubctl: not found` of BusyBox.
const namedByShell = (stderr: string): string | undefined =>
  /^(?:\/\S*\/)?(?:sh|bash|dash|ash): (?:(?:line )?\d+: )?(?:[^:\s]*\/)?([\w.+-]+): (?:command not found|not found|Permission denied|cannot execute|Is a directory|No such file)/m.exec(
    stderr,
  )?.[1];

// ssh(1) and curl(1), EXIT STATUS.
const statuses: Readonly<Record<string, Readonly<Record<number, readonly [what: string, remedy: string]>>>> = {
  ssh: {
    255: [
      'ssh did not get to its host, or was not let in',
      'try it by hand with ssh -o BatchMode=yes: it needs a known host key and a key or an agent',
    ],
  },
  curl: {
    6: ['the name of its host does not resolve', 'check the name'],
    7: ['its host refuses the connection or cannot be reached', 'check that the relay has power, its address and its port'],
    22: ['the relay refused the request (HTTP 400 or above)', 'check path and login with curl -v'],
    28: ['the relay did not answer in time', 'check that the relay has power, its address and any firewall on the way'],
    60: ['the certificate of the relay is not trusted', 'name it with --cacert'],
  },
};
