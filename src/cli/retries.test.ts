import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { BoardAlone } from './testing/board-alone.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 180_000 });

/** In front of a relay: refuses to switch once for each time it was asked to at /trouble. */
class TroubledRelay implements AsyncDisposable {
  readonly #server: Server;
  #troubles = 0;
  constructor({ host, port }: { readonly host: string; readonly port: number }) {
    this.#server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      if (request.url === '/trouble') this.#troubles++;
      const refused = request.url?.endsWith('/Switch.Set') && this.#troubles > 0;
      if (refused) this.#troubles--;
      if (refused || request.url === '/trouble') return void response.writeHead(refused ? 500 : 200).end();
      const answer = await fetch(`http://${host}:${port}${request.url}`, { method: request.method ?? 'POST', body });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

test('trouble of the lab is tried again and shows everywhere; what the product did wrong has one chance', async () => {
  await using board = await BoardAlone.start();
  await using relay = new TroubledRelay(board.endpoints.relay);
  await using lab = new LabFolder();
  const address = await relay.listen();
  lab.lab({ boards: `real: ${board.wiring({ power: `shellyPlug({ host: '${address}' })` })}`, rest: 'retries: { lab: 2 },' });
  lab.suite(
    'first',
    `
scenario('is before it', {}, async ({ board }) => {
  await board.linux.run('true');
  await fetch('http://${address}/trouble');
});
scenario('meets it', { boot: 'cold' }, async ({ board }) => {
  await board.linux.run('true');
});
scenario('fails by the product', {}, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('riscv64');
});
`,
  );

  const { code, stdout } = await lab.hil(['run'], { LAB_PASSWORD: board.endpoints.ssh.password });
  expect(code).toBe(1);
  expect(stdout).toMatch(/again {3}first > meets it, attempt 1 .* - lab: shelly .* refuses Switch\.Set: HTTP 500/);
  expect(stdout).toMatch(/flaky {3}first > meets it .* - at attempt 2/);
  expect(stdout).toMatch(/FLAKY first > meets it: as expected at attempt 2\n {2}attempt 1 error \(lab\): shelly/);
  expect(lab.verdicts()).toEqual({ 'is before it': 'passed', 'meets it': 'passed', 'fails by the product': 'failure' });
  expect(lab.junit().find(({ name }) => name === 'meets it')?.text).toMatch(
    /^\s*<flakyError message="attempt 1: shelly .*" type="PowerError">/,
  );
  const summary = readFileSync(join(lab.run, 'summary.md'), 'utf8');
  expect(summary).toMatch(/## Flaky\n\n`real` first &gt; meets it: passed at attempt 2\.\n\n- attempt 1, error, fault lab: shelly/);
  expect(JSON.parse(readFileSync(join(lab.run, 'run.json'), 'utf8'))).toMatchObject({ flaky: 1, totals: { passed: 2, failed: 1 } });
  const begun = lab.events('real').flatMap((event) => (event.type === 'scenario.started' ? [`${event.scenario} ${event.attempt}`] : []));
  expect(begun).toEqual(['first > is before it 1', 'first > meets it 1', 'first > meets it 2', 'first > fails by the product 1']);
  expect(await board.power()).toBe('off');
});

test('the command line has the last word on what is tried again, and on whether flaky is good enough', async () => {
  await using board = await BoardAlone.start();
  await using relay = new TroubledRelay(board.endpoints.relay);
  await using lab = new LabFolder();
  const address = await relay.listen();
  lab.lab({ boards: `real: ${board.wiring({ power: `shellyPlug({ host: '${address}' })` })}` });
  lab.suite(
    'first',
    `
scenario('is before it', {}, async () => { expect((await fetch('http://${address}/trouble')).status).toBeTypeOf('number'); });
scenario('meets it', { boot: 'cold' }, async ({ board }) => void (await board.linux.run('true')));
`,
  );

  const { code, stdout } = await lab.hil(['run', '--retries', 'lab=1', '--fail-on-flaky'], { LAB_PASSWORD: board.endpoints.ssh.password });
  expect(stdout).toContain('2 passed, 1 of them flaky');
  expect(stdout).toContain('exit code 1: 1 scenario was flaky (--fail-on-flaky)');
  expect(code).toBe(1);

  const { code: refused, text } = await lab.hil(['run', '--retries', 'lab']);
  expect(text).toContain('such as lab=2');
  expect(refused).toBe(3);
});
