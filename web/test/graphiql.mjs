// node test/graphiql.mjs [--fallback] BASE_URL [SCREENSHOT]
//
// Opens BASE_URL/graphiql (with --fallback: the plain form, /graphiql/form) in Chromium as a person would and runs the first example. Fails on a request
// to any other origin, a failed request, an error in the console, or a page that does not come to life.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values: options, positionals } = parseArgs({
  options: { fallback: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [baseUrl, screenshot] = positionals;
assert(baseUrl, 'usage: node test/graphiql.mjs [--fallback] BASE_URL [SCREENSHOT]');
const origin = new URL(baseUrl).origin;

const examplesDir = new URL('../src/examples/', import.meta.url);
const exampleFiles = (await readdir(examplesDir)).filter(name => name.endsWith('.graphql')).sort();
const examples = await Promise.all(exampleFiles.map(name => readFile(new URL(name, examplesDir), 'utf8')));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const faults = watch(page);
  await page.goto(`${origin}/graphiql${options.fallback ? '/form' : ''}`);
  await (options.fallback ? useForm(page) : useExplorer(page));
  if (screenshot) await page.screenshot({ path: screenshot });
  assert.deepEqual(faults, [], 'the page must stay on its origin and run without an error');
  console.log(`ok: ${origin}/graphiql${options.fallback ? ' (fallback)' : ''}`);
} finally {
  await browser.close();
}

async function useExplorer(page) {
  // The doc explorer lists the root types once introspection has answered.
  await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).waitFor();

  const titles = await page.locator('.graphiql-tab-button').allTextContents();
  assert.deepEqual(
    titles,
    examples.map(text => /^query (\w+)/m.exec(text)[1]),
    'one tab per example',
  );

  const run = page.getByRole('button', { name: /^Execute query/ });
  const answer = await answerTo(page, () => run.click());
  await page.locator('.result-window .view-lines').getByText('"data"').waitFor();
  assert.equal(answer.errors, undefined, 'the first example runs without an error');

  for (const name of ['editor.worker', 'json.worker', 'graphql.worker']) {
    const isIt = worker => worker.url().includes(name);
    if (!page.workers().some(isIt)) await page.waitForEvent('worker', { predicate: isIt });
  }
}

async function useForm(page) {
  const select = page.getByLabel('Example');
  await select.locator('option', { hasText: /\w/ }).nth(examples.length).waitFor({ state: 'attached' });
  await select.selectOption({ index: 1 });
  assert.equal(await page.getByLabel('Query').inputValue(), examples[0], 'the example fills the form');

  const answer = await answerTo(page, () => page.getByLabel('Query').press('Control+Enter'));
  await page.getByRole('region', { name: 'Result' }).getByText('"data"').waitFor();
  assert.equal(answer.errors, undefined, 'the first example runs without an error');
}

/** What /graphql says to the next request that `action` causes. */
async function answerTo(page, action) {
  const [response] = await Promise.all([
    page.waitForResponse(response => new URL(response.url()).pathname === '/graphql'),
    action(),
  ]);
  const accept = await response.request().headerValue('accept');
  assert.equal(accept, 'application/graphql-response+json, application/json');
  return response.json();
}

/** Everything that went wrong so far, as it happens; empty is good. */
function watch(page) {
  const faults = [];
  page.on('request', request => {
    const url = new URL(request.url());
    const inPage = url.protocol === 'data:' || url.protocol === 'blob:';
    if (!inPage && url.origin !== origin) faults.push(`request to another origin: ${url}`);
  });
  page.on('requestfailed', request => faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', response => {
    if (response.status() >= 400) faults.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  page.on('console', message => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', error => faults.push(`uncaught: ${error}`));
  return faults;
}
