// The explorer and the plain form, used in Chromium as a person would: the first example runs. A request to any other
// origin, a failed one, an error in the console, or a page that does not come to life is a fault.
import assert from 'node:assert/strict';
import { watch } from './watch.mjs';

/** A query as a page links to it. */
const ASKED = new URLSearchParams({
  query: 'query Asked($slug: String!) { vendor(by: { slug: $slug }) { name } }',
  variables: '{"slug": "nvidia"}',
});

/** Addresses, what the pictures of them are called, and how they are used. */
const VISITS = [
  ['graphiql', 'graphiql', useExplorer],
  ['graphiql/form', 'graphiql-form', useForm],
  [`graphiql?${ASKED}`, 'graphiql-asked', useAskedExplorer],
  [`graphiql/form?${ASKED}`, 'graphiql-form-asked', useAskedForm],
];

/** Opens the explorer and the form, each by itself and with a query; `examples` are the texts of the explorer's examples, in their order. */
export async function explore(browser, url, examples, screenshots) {
  for (const [path, name, use] of VISITS) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const faults = watch(page, new URL(url).origin);
    await page.goto(`${url}/${path}`);
    await use(page, url, examples);
    await page.screenshot({ path: `${screenshots}/${name}.png` });
    assert.deepEqual(faults, [], 'the page must stay on its origin and run without an error');
    await context.close();
  }
}

async function useExplorer(page, url, examples) {
  const tabs = page.locator('.graphiql-tab-button');
  const named = text => /^query (\w+)/m.exec(text)[1];
  await page.locator('.examples button').nth(examples.length - 1).waitFor();
  const titles = await page.locator('.examples button').allTextContents();
  assert.deepEqual(titles, examples.map(text => text.split('\n', 1)[0].replace(/^#\s*/, '')), 'a list of examples');
  assert.deepEqual(await tabs.allTextContents(), [named(examples[0])], 'one tab, with the first of them');

  await ready(page);
  const run = page.getByRole('button', { name: /^Execute query/ });
  const answer = await answerTo(page, url, () => run.click());
  await page.locator('.result-window .view-lines').getByText('"data"').waitFor();
  assert.equal(answer.errors, undefined, 'the first example runs without an error');

  await page.getByRole('button', { name: 'Show Examples' }).click();
  await page.locator('.examples button').nth(1).click();
  await tabs.getByText(named(examples[1])).waitFor();
  assert.equal(await tabs.count(), 2, 'an example opens in a tab of its own');

  for (const name of ['editor.worker', 'json.worker', 'graphql.worker']) {
    const isIt = worker => worker.url().includes(name);
    if (!page.workers().some(isIt)) await page.waitForEvent('worker', { predicate: isIt });
  }
}

/** Nothing runs before both editors are there; the doc explorer lists the root types once introspection has answered. */
async function ready(page) {
  for (const place of ['.graphiql-query-editor', '.result-window']) {
    await page.locator(`${place} .view-lines`).first().waitFor({ state: 'attached' });
  }
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).waitFor();
}

async function useAskedExplorer(page, url) {
  await page.locator('.graphiql-tab-button[aria-selected="true"], .graphiql-tab-active').getByText('Asked').first().waitFor();
  await ready(page);
  const run = page.getByRole('button', { name: /^Execute query/ });
  const answer = await answerTo(page, url, () => run.click());
  assert.deepEqual(answer, { data: { vendor: { name: 'NVIDIA' } } }, 'the link holds the query and its variables');
}

async function useAskedForm(page, url) {
  const answer = await answerTo(page, url, () => page.getByLabel('Query').press('Control+Enter'));
  assert.deepEqual(answer, { data: { vendor: { name: 'NVIDIA' } } }, 'the link holds the query and its variables');
}

async function useForm(page, url, examples) {
  const select = page.getByLabel('Example');
  await select.locator('option', { hasText: /\w/ }).nth(examples.length).waitFor({ state: 'attached' });
  await select.selectOption({ index: 1 });
  assert.equal(await page.getByLabel('Query').inputValue(), examples[0], 'the example fills the form');

  const answer = await answerTo(page, url, () => page.getByLabel('Query').press('Control+Enter'));
  await page.getByRole('region', { name: 'Result' }).getByText('"data"').waitFor();
  assert.equal(answer.errors, undefined, 'the first example runs without an error');
}

/** What the service says to the next request that `action` causes. */
async function answerTo(page, url, action) {
  const [response] = await Promise.all([
    page.waitForResponse(response => response.url() === `${url}/graphql`),
    action(),
  ]);
  const accept = await response.request().headerValue('accept');
  assert.equal(accept, 'application/graphql-response+json, application/json');
  return response.json();
}
