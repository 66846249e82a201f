import type { NamedWorld, World } from '../world.ts';
import { afterItsProof } from './after-its-proof.ts';
import { assertions } from './assertions.ts';
import { awaits } from './awaits.ts';
import { besideTheSuite } from './beside-the-suite.ts';
import { beyondTheModel } from './beyond-the-model.ts';
import { boardAstray } from './board-astray.ts';
import { bootCommands } from './boot-commands.ts';
import { calls } from './calls.ts';
import { clocks } from './clocks.ts';
import { consoleClaims } from './console-claims.ts';
import { consoleHabits } from './console-habits.ts';
import { consoleServers } from './console-servers.ts';
import { consoleTurnsBad } from './console-turns-bad.ts';
import { consoleTurnsBadInBoot } from './console-turns-bad-in-boot.ts';
import { cutOutputs } from './cut-outputs.ts';
import { field } from './field.ts';
import { filesAstray } from './files-astray.ts';
import { heartbeat } from './heartbeat.ts';
import { hooks } from './hooks.ts';
import { images } from './images.ts';
import { incidents } from './incidents.ts';
import { known } from './known.ts';
import { labCode } from './lab-code.ts';
import { labParts } from './lab-parts.ts';
import { leftBehind } from './left-behind.ts';
import { lostWords } from './lost-words.ts';
import { m7Console } from './m7-console.ts';
import { meanwhile } from './meanwhile.ts';
import { networkHabits } from './network-habits.ts';
import { noAnswers } from './no-answers.ts';
import { noise } from './noise.ts';
import { nothing } from './nothing.ts';
import { oddHabits } from './odd-habits.ts';
import { otherTests } from './other-tests.ts';
import { outsideSuites } from './outside-suites.ts';
import { outsiders } from './outsiders.ts';
import { ownWill } from './own-will.ts';
import { powerDips } from './power-dips.ts';
import { product } from './product.ts';
import { relay } from './relay.ts';
import { relayHabits } from './relay-habits.ts';
import { relayWords } from './relay-words.ts';
import { resets } from './resets.ts';
import { rounds } from './rounds.ts';
import { runner } from './runner.ts';
import { speaksOnce } from './speaks-once.ts';
import { specs } from './specs.ts';
import { ssh } from './ssh.ts';
import { sshd } from './sshd.ts';
import { staleAnswers } from './stale-answers.ts';
import { staleText } from './stale-text.ts';
import { strangeSuites } from './strange-suites.ts';
import { strangers } from './strangers.ts';
import { suiteHabits } from './suite-habits.ts';
import { swallowed } from './swallowed.ts';
import { system } from './system.ts';
import { terminalServers } from './terminal-servers.ts';
import { testLibrary } from './test-library.ts';
import { together } from './together.ts';
import { tricks } from './tricks.ts';
import { twoWaysDead } from './two-ways-dead.ts';
import { unproven } from './unproven.ts';
import { wantedFailures } from './wanted-failures.ts';
import { wiresInABoot } from './wires-in-a-boot.ts';
import { withoutRoom } from './without-room.ts';

const families: Readonly<Record<string, readonly World[]>> = {
  assertions,
  awaits,
  hooks,
  specs,
  known,
  nothing,
  tricks,
  product,
  heartbeat,
  images,
  'm7-console': m7Console,
  'stale-text': staleText,
  resets,
  incidents,
  'console-claims': consoleClaims,
  noise,
  ssh,
  'test-library': testLibrary,
  calls,
  sshd,
  'terminal-servers': terminalServers,
  relay,
  'relay-words': relayWords,
  'relay-habits': relayHabits,
  system,
  runner,
  meanwhile,
  'after-its-proof': afterItsProof,
  swallowed: swallowed,
  'strange-suites': strangeSuites,
  strangers,
  unproven,
  'lab-parts': labParts,
  'stale-answers': staleAnswers,
  clocks: clocks,
  'board-astray': boardAstray,
  'boot-commands': bootCommands,
  'beyond-the-model': beyondTheModel,
  outsiders,
  field,
  'outside-suites': outsideSuites,
  'wanted-failures': wantedFailures,
  'beside-the-suite': besideTheSuite,
  'lab-code': labCode,
  'own-will': ownWill,
  'speaks-once': speaksOnce,
  together,
  'console-habits': consoleHabits,
  'console-servers': consoleServers,
  'console-turns-bad': consoleTurnsBad,
  'console-turns-bad-in-boot': consoleTurnsBadInBoot,
  'wires-in-a-boot': wiresInABoot,
  'network-habits': networkHabits,
  rounds,
  'suite-habits': suiteHabits,
  'odd-habits': oddHabits,
  'left-behind': leftBehind,
  'files-astray': filesAstray,
  'other-tests': otherTests,
  'without-room': withoutRoom,
  'cut-outputs': cutOutputs,
  'lost-words': lostWords,
  'no-answers': noAnswers,
  'two-ways-dead': twoWaysDead,
  'power-dips': powerDips,
};

/** Every world, with the family whose file it is in. */
export const worlds: readonly NamedWorld[] = Object.entries(families).flatMap(([family, members]) =>
  members.map((world) => ({ ...world, family })),
);
