import { randomBytes } from 'node:crypto';
import type { Console } from '../../core/console.ts';
import type { Login } from '../../core/driver.ts';
import { BootError, LoginError } from '../../core/errors.ts';
import { revealed } from '../../core/secret.ts';
import type { Duration } from '../../core/time.ts';
import { stillFactory } from '../../drivers/shell/remote-errors.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { userPrompt } from '../../knowledge/boot/prompts.ts';
import { Dialogue } from './dialogue.ts';
import { answerPasswordChange } from './password-change.ts';

export interface SerialLoginOptions {
  readonly console: Console;
  readonly profile: BoardProfile;
  readonly login: Login;
  /** For every answer of the system; '20s' by default. */
  readonly within?: Duration;
  /** For a prompt or a shell to answer a line, of which several are tried; '5s' by default. */
  readonly answerWithin?: Duration;
  /** Before a system that shows no known prompt is asked for a sign of a shell; '10s' by default. */
  readonly promptWithin?: Duration;
  /** True while a command runs on this console that must not be interrupted; never by default. */
  readonly isBusy?: () => boolean;
  readonly signal?: AbortSignal;
}

export interface SerialLogin {
  readonly user: string;
  readonly wasLoggedIn: boolean;
  readonly passwordChanged: boolean;
}

/** Erases what stands on the line, then Enter. Never for U-Boot, where Enter alone repeats the last command. */
export const freshLine = '\x15\n';

/**
 * Logs in on the console, or finds out that somebody is. Done when a shell answers a question that only a shell can: a prompt alone may be anything.
 * Throws LoginError for a refused or an expired password, BootError when no login prompt comes.
 */
export const serialLogin = async (options: SerialLoginOptions): Promise<SerialLogin> => {
  const dialogue = new Dialogue(options.console, options.signal);
  const { user } = options.login;
  if ((await whatAnswers(dialogue, options)) === 'shell') {
    const there = await whoAnswers(dialogue, options);
    if (there === user) return { user, wasLoggedIn: true, passwordChanged: false };
    dialogue.forget();
    // The password of nobody: the line is that of a login prompt again.
    await dialogue.type(there === nobody ? '\n' : 'exit\n');
    await loginPromptOf(dialogue, options);
  }
  const passwordChanged = await enter(dialogue, options);
  const found = await whoAnswers(dialogue, options);
  if (found === user) return { user, wasLoggedIn: false, passwordChanged };
  throw new LoginError(`logged in as '${user}', but the shell ${found === undefined ? 'answers nothing' : `is that of '${found}'`}`, {
    evidence: dialogue.evidence(),
  });
};

/** Ends a session on the console, and waits a moment for the prompt of the next one: what comes late would be taken for an answer to its first key. */
export const logOut = async ({ console, profile, signal }: Pick<SerialLoginOptions, 'console' | 'profile' | 'signal'>): Promise<void> => {
  const dialogue = new Dialogue(console, signal);
  await dialogue.type('exit\n');
  await dialogue.hear({ login: profile.linux.loginPrompt }, '5s');
};

const issueWithin = '1s';

const whatAnswers = async (dialogue: Dialogue, options: SerialLoginOptions): Promise<'login' | 'shell'> => {
  const { profile, answerWithin = '5s', isBusy = () => false } = options;
  const { loginPrompt: login, shellPrompt: shell } = profile.linux;
  // At a password prompt the first line is a wrong password, and the login prompt comes back seconds later.
  for (const attempt of [1, 2, 3]) {
    // Ctrl-C ends what reads from the terminal, and a quotation that nobody closed; U-Boot forgets its line.
    await dialogue.type(attempt === 1 || isBusy() ? freshLine : `\x03${freshLine}`);
    const heard = await dialogue.hear({ login, shell }, answerWithin);
    // What getty shows of /etc/issue may be framed in signs that a shell's bare prompt has.
    if (heard === 'shell' && !userPrompt.test(dialogue.heard)) return (await dialogue.hear({ login }, issueWithin)) ?? 'shell';
    if (heard !== undefined) return heard;
  }
  // Prompts can be anything.
  if ((await whoAnswers(dialogue, options)) !== undefined) return 'shell';
  throw new BootError('no login prompt answers on the console', {
    evidence: dialogue.evidence(),
    remedy: 'look whether the system is up, and whether a getty runs on this UART',
  });
};

const loginPromptOf = async (dialogue: Dialogue, { within = '20s', profile }: SerialLoginOptions): Promise<void> => {
  if ((await dialogue.hear({ login: profile.linux.loginPrompt }, within)) !== undefined) return;
  throw new BootError('no login prompt came after a logout', { evidence: dialogue.evidence() });
};

/** True when a new password was chosen on the way. A refusal may be that of what stood on the line before, or of a login that waited too long: the second is believed. */
const enter = async (dialogue: Dialogue, options: SerialLoginOptions): Promise<boolean> => {
  const { login } = options;
  for (let left = 1; ; left--) {
    const found = await enterOnce(dialogue, options);
    if (found !== 'refused') return found;
    if (left === 0) break;
    await loginPromptOf(dialogue, options);
  }
  if (login.factoryPassword !== undefined) return await enterFresh(dialogue, options);
  throw refusal(dialogue, login, `the console login of '${login.user}' was refused`);
};

/** User and password. */
const enterOnce = async (dialogue: Dialogue, options: SerialLoginOptions): Promise<boolean | 'refused'> => {
  const { login, profile, within = '20s', promptWithin = '10s' } = options;
  const { passwordPrompt: password, shellPrompt: shell, loginRefused: refused, passwordChange: change } = profile.linux;
  await dialogue.type(`${login.user}\n`);
  const asked = await dialogue.hear({ change, password, refused, shell }, within);
  if (asked === undefined)
    throw new LoginError(`the console does not react to the user name '${login.user}'`, { evidence: dialogue.evidence() });
  if (asked === 'shell') return false;
  if (asked === 'refused') return asked;
  if (asked === 'change') return await answerPasswordChange(dialogue, options, login.factoryPassword);
  if (login.password === undefined)
    throw refusal(dialogue, login, `the system wants a password for '${login.user}', and the lab file has none`);
  await dialogue.type(`${login.password.reveal()}\n`, true);
  const heard = await dialogue.hear({ change, refused, shell }, promptWithin);
  if (heard === 'change') return await answerPasswordChange(dialogue, options, undefined);
  return heard === 'refused' ? heard : false;
};

/** As somebody does who gets a system from its installer: the factory password, then another one. */
const enterFresh = async (dialogue: Dialogue, options: SerialLoginOptions): Promise<true> => {
  const { login, profile, within = '20s', promptWithin = '10s' } = options;
  const { loginPrompt, passwordPrompt: password, shellPrompt: shell, loginRefused: refused, passwordChange: change } = profile.linux;
  await dialogue.hear({ loginPrompt }, within);
  await dialogue.type(`${login.user}\n`);
  if ((await dialogue.hear({ password }, within)) === undefined)
    throw refusal(dialogue, login, `the console login of '${login.user}' was refused`);
  await dialogue.type(`${revealed(login.factoryPassword!)}\n`, true);
  const heard = await dialogue.hear({ change, refused, shell }, promptWithin);
  if (heard === 'change') return answerPasswordChange(dialogue, options, login.factoryPassword);
  if (heard !== 'shell')
    throw refusal(
      dialogue,
      login,
      `the console login of '${login.user}' was refused, with the password of the lab file and with that of a fresh system`,
    );
  await dialogue.type('exit\n');
  throw stillFactory(login.user);
};

const refusal = (dialogue: Dialogue, { password }: Login, message: string): LoginError =>
  new LoginError(message, { evidence: dialogue.evidence(), remedy: `check ${password ?? 'login: { user, password }'} in the lab file` });

// No name of a user.
const nobody = ':';

/** Whose shell answers; undefined when none does, `nobody` at a login prompt, which took the question for a name. Asked again, since `resize` at login eats what is typed meanwhile. */
const whoAnswers = async (dialogue: Dialogue, { profile, answerWithin = '5s' }: SerialLoginOptions): Promise<string | undefined> => {
  const nonce = randomBytes(4).toString('hex');
  for (const attempt of [1, 2, 3]) {
    // The echo of the question must not be its answer.
    await dialogue.type(`echo hil-$?-$(id -un)-${nonce}${attempt}\n`);
    const answer = new RegExp(`hil-\\d+-[\\w.-]+-${nonce}${attempt}`);
    const heard = await dialogue.hear({ answer, password: profile.linux.passwordPrompt }, answerWithin);
    if (heard === 'password') return nobody;
    if (heard !== undefined) return dialogue.heard.split('-').slice(2, -1).join('-');
  }
  return undefined;
};
