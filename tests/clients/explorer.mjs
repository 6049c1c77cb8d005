// The explorer and the plain form, used in Chromium as a person would: the first example runs. A request to any other
// origin, a failed one, an error in the console, or a page that does not come to life is a fault.
import assert from 'node:assert/strict';

/** Opens both pages of the service; `examples` are the texts of the explorer's tabs, in their order. */
export async function explore(browser, url, examples, screenshots) {
  for (const [path, use] of [['graphiql', useExplorer], ['graphiql/form', useForm]]) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const faults = watch(page, new URL(url).origin);
    await page.goto(`${url}/${path}`);
    await use(page, url, examples);
    await page.screenshot({ path: `${screenshots}/${path.replace('/', '-')}.png` });
    assert.deepEqual(faults, [], 'the page must stay on its origin and run without an error');
    await context.close();
  }
}

async function useExplorer(page, url, examples) {
  // The doc explorer lists the root types once introspection has answered.
  await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).waitFor();

  const titles = await page.locator('.graphiql-tab-button').allTextContents();
  assert.deepEqual(
    titles,
    examples.map(text => /^query (\w+)/m.exec(text)[1]),
    'one tab per example',
  );

  const run = page.getByRole('button', { name: /^Execute query/ });
  const answer = await answerTo(page, url, () => run.click());
  await page.locator('.result-window .view-lines').getByText('"data"').waitFor();
  assert.equal(answer.errors, undefined, 'the first example runs without an error');

  for (const name of ['editor.worker', 'json.worker', 'graphql.worker']) {
    const isIt = worker => worker.url().includes(name);
    if (!page.workers().some(isIt)) await page.waitForEvent('worker', { predicate: isIt });
  }
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

/** Everything that goes wrong, as it happens; empty is good. */
function watch(page, origin) {
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
