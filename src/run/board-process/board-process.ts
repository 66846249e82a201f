import type { ToBoard } from '../board-messages.ts';
import { boardProcessMarkName } from '../run-mark.ts';
import { BoardOwner } from './board-owner.ts';
import { send } from './supervisor-link.ts';

// What this process starts is no board process.
delete process.env[boardProcessMarkName];
const owner = new BoardOwner();
process.on('uncaughtException', (cause) => owner.broken(cause));
process.on('unhandledRejection', (cause) => owner.broken(cause));
// A terminal's signals are the supervisor's affair.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Once nobody reads our output any more.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
process.once('disconnect', () => owner.orphaned());
process.on('message', (message: ToBoard) => {
  if (message.type === 'ping') void send({ type: 'pong' });
  else if (message.type === 'go') owner.go(message.lease);
  else if (message.type === 'lost') owner.lost(message.holder);
  else if (message.type === 'answer') owner.answered(message.number, message.answer);
  else if (message.type === 'stop') owner.stop(message.reason);
  else if (message.type === 'stop-now') owner.stopNow();
  else if (message.type === 'person') owner.handover?.take(message.message);
  else void owner.start(message.assignment).finally(() => process.exit());
});
