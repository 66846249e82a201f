import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rememberSecret } from '../core/redaction.ts';
import { RunLog } from './run-log.ts';

// Each of these was once replaced in the text of the JSON, which then was none.
test.each(['000', '123', 'false', 'null', '":"', '{"a":1}', '",', 'x"y-quoted-9'])(
  'a secret such as %s costs no line of the log',
  (secret) => {
    rememberSecret(secret, 'LAB_RELAY');
    const reports = mkdtempSync(join(tmpdir(), 'run-log-'));
    const log = new RunLog(reports, { verbose: false });
    log.event({ seq: 0, at: 1, board: '', type: 'run.started', run: 'r', startedAt: 'now', version: '1', command: [], boards: ['b'] });
    log.event({ seq: 123, at: 1000, board: 'b', type: 'fault.injected', name: `password: ${secret}` });
    log.write('warn', `relay password=${secret}`, { ok: false, count: 123, nothing: null, list: [{ text: `pw, token: ${secret}` }] });
    log.close();
    const lines = readFileSync(join(reports, 'r', 'runner.log'), 'utf8')
      .trimEnd()
      .split('\n');
    const [started, injected, warned] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(started).toMatchObject({ boards: ['b'] });
    expect(injected).toMatchObject({ name: 'password: [secret]' });
    expect(warned).toMatchObject({
      msg: 'relay password=[secret]',
      ok: false,
      count: 123,
      nothing: null,
      list: [{ text: 'pw, token: [secret]' }],
    });
  },
);
