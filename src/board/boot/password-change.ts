import { LoginError } from '../../core/errors.ts';
import { revealed, type Secret } from '../../core/secret.ts';
import { noNewPassword } from '../../drivers/shell/remote-errors.ts';
import type { Dialogue } from './dialogue.ts';
import type { SerialLoginOptions } from './login.ts';

/**
 * The dialogue of a system whose password has expired, as that of Torizon OS has before its first login. Answers it where the system has the factory password
 * and the lab file names the one to choose; resolves true then. Throws LoginError otherwise, and leaves the dialogue.
 */
export const answerPasswordChange = async (
  dialogue: Dialogue,
  options: SerialLoginOptions,
  factoryPassword: string | Secret | undefined,
): Promise<true> => {
  const { login, profile, within = '20s' } = options;
  const newPassword = login.password;
  if (factoryPassword === undefined || newPassword === undefined) {
    const evidence = dialogue.evidence();
    await dialogue.type('\x03');
    throw new LoginError(`'${login.user}' must choose a new password at this login`, {
      evidence,
      remedy: noNewPassword,
    });
  }
  const old = dialogue.heard.startsWith('New') ? [] : [{ asks: /(?:Current|\(current\) UNIX) password: ?/, answer: factoryPassword }];
  const asked = dialogue.heard.endsWith('password:') || dialogue.heard.endsWith('password: ');
  const steps = [...old, { asks: /New password: ?/, answer: newPassword }, { asks: /Retype new password: ?/, answer: newPassword }];
  for (const [index, { asks, answer }] of steps.entries()) {
    if (!(asked && index === 0) && (await dialogue.hear({ asks, refused }, within)) !== 'asks') throw notChanged(dialogue, login.user);
    await dialogue.type(`${revealed(answer)}\n`, true);
  }
  if ((await dialogue.hear({ refused, shell: profile.linux.shellPrompt }, within)) !== 'shell') throw notChanged(dialogue, login.user);
  return true;
};

const refused = /BAD PASSWORD|do not match|Password unchanged|Authentication token manipulation error|Login incorrect/;

const notChanged = (dialogue: Dialogue, user: string): LoginError =>
  new LoginError(`the new password of '${user}' was not accepted`, {
    evidence: dialogue.evidence(),
    remedy: 'choose a longer one, unlike the old one',
  });
