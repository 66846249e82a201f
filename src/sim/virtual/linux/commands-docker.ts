import type { Command } from 'just-bash';
import { command, failure, output, type Result } from './command.ts';
import type { Session } from './session.ts';

const volumes = '/var/lib/docker/volumes';

/** Docker's command line as far as volumes go; a reference image has none. */
export const dockerCommands = (session: Session): readonly Command[] =>
  session.linux.settings.image === 'torizon' ? [command('docker', (args) => docker(session, args))] : [];

const docker = async (session: Session, [kind, verb, ...args]: readonly string[]): Promise<Result> => {
  const { fs, linux, uid } = session;
  const service = linux.services.find('docker');
  if (!service || !linux.services.isActive(service))
    return failure('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n');
  const name = args.at(-1) ?? '';
  const path = `${volumes}/${name}/_data`;
  if (kind === 'volume' && verb === 'create' && uid === 0) {
    await fs.mkdir(path, { recursive: true });
    return output(`${name}\n`);
  }
  if (kind === 'volume' && verb === 'inspect') {
    if (fs.tree.get(path)?.kind !== 'folder')
      return { stdout: '\n', stderr: `Error response from daemon: get ${name}: no such volume\n`, exitCode: 1 };
    const said = args.some((arg) => arg.includes('.Mountpoint'))
      ? path
      : JSON.stringify([{ Driver: 'local', Mountpoint: path, Name: name }]);
    return output(`${said}\n`);
  }
  linux.limits.command('linux', `docker ${kind ?? ''} ${verb ?? ''}`.trim());
  return failure(`docker: '${kind ?? ''} ${verb ?? ''}' is not modelled on this board\n`);
};
