// A service of its own for a test, on a free port and with a database of its own.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** Starts the binary with these settings besides, once `prepare` has run commands of it: its address, with the prefix, and how to stop it. */
export async function start(binary, settings = {}, prepare = async () => {}) {
  const folder = await mkdtemp(join(tmpdir(), 'panorama-clients-'));
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PANORAMA_'));
  const env = {
    ...Object.fromEntries(inherited),
    DATABASE_URL: `sqlite://${folder}/panorama.db`,
    PANORAMA_LISTEN: '127.0.0.1:0',
    PANORAMA_LOG: 'warn',
    ...settings,
  };
  await prepare((...words) => promisify(execFile)(binary, words, { env }));
  const service = spawn(binary, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise(resolve => service.once('exit', resolve));
  const stop = async () => {
    service.kill('SIGTERM');
    const status = await ended;
    await rm(folder, { recursive: true });
    if (status !== 0) throw new Error(`the service ended with ${status}`);
  };
  for await (const line of createInterface({ input: service.stdout })) {
    const [address] = line.match(/http:\/\/[^\s/]+/) ?? [];
    if (address) return { url: address + (settings.PANORAMA_PREFIX ?? ''), stop };
  }
  throw new Error(`the service did not start: it ended with ${await ended}`);
}
