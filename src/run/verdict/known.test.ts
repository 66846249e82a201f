import { onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from '../board-process/testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

test('what is known stands for nothing else', async () => {
  const lab = new FakeLab(['known']);
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run();
  const reports = new RunReports(dir, exitCode);

  const known = [
    'a known outcome',
    'a known outcome that is asserted',
    'a known outcome that is declared',
    'a known message',
    'a known incident',
  ];
  for (const name of known) reports.agree(`known > ${name}`, { verdict: 'known' });
  const failed: Readonly<Record<string, RegExp>> = {
    'another outcome': /expected the M7 to be 'alive', and it is 'stale'/,
    'a known outcome that came no more': /the known failure did not happen any more/,
    'a known outcome, and another assertion': /expected 'uname' to be 'arm64'/,
    'another message': /expected 'uname' to be 'arm64'/,
    'a known message among two': /expected 'uname' to be 'riscv'/,
    'a known message that came no more': /the known failure did not happen any more/,
    'a known incident of another title': /oops in fake_board/,
    'another incident': /panic in fake_board/,
  };
  for (const [name, says] of Object.entries(failed)) reports.agree(`known > ${name}`, { verdict: 'failed', fault: 'dut', says });
  reports.agree('known > trouble of the lab', { verdict: 'error', fault: 'lab', says: 'the port vanished' });
});
