// Chromium, and what a module prints on a page of another origin.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const QUIET = ['gpu', 'quic', 'background-networking', 'component-update', 'sync'].map(what => `--disable-${what}`);

/** A browser that asks nobody for anything by itself. */
export function launch(executablePath) {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run', ...QUIET] });
}

/** Runs a module on a page that no service served: what it printed. Its imports are looked for in the working directory. */
export async function runElsewhere(browser, contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><link rel="icon" href="data:," /><title>Elsewhere</title>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const context = await browser.newContext({ locale: 'en' });
  const page = await context.newPage();
  const lines = [];
  page.on('console', message => lines.push(message.text()));
  await page.goto(`http://localhost:${server.address().port}/`);
  const module = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`;
  await page.evaluate(module => import(module).then(() => null), module);
  await context.close();
  server.close();
  return lines.map(line => `${line}\n`).join('');
}
