// What scripts add to pages: a theme that is remembered, drawings as PNG, reports that begin with what they are about.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { watch } from './watch.mjs';

const METRIC = '/metric/china-data-element-market-size';
/** A blank drawing packs to less. */
const LEAST_BYTES = 20_000;

export async function useScripts(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', colorScheme: 'light' });
  const page = await context.newPage();
  const faults = watch(page, new URL(url).origin);
  await page.goto(url + METRIC);
  await chooseTheme(page);
  await savePng(page);
  const reports = await page.locator('a.report').evaluateAll(links => links.map(link => link.href));
  assert.ok(reports.length > 1 && reports.every(href => href.startsWith('mailto:data@example.org?subject=') && href.includes(encodeURIComponent(url + METRIC))));
  assert.deepEqual(faults, []);
  await context.close();
}

/** The theme is there before anything is painted, on every page, until the system's is chosen again. */
async function chooseTheme(page) {
  const themes = page.getByLabel('Colours');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await themes.selectOption('dark');
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.addInitScript(() => {
    // The body has its colours as soon as it is there.
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      window.first = document.documentElement.dataset.theme;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  assert.deepEqual([await page.evaluate(() => window.first), await paper(), await themes.inputValue()], ['dark', dark, 'dark']);
  await themes.selectOption('');
  assert.equal(await paper(), light);
  await page.reload();
  assert.deepEqual([await paper(), await themes.inputValue()], [light, '']);
}

async function savePng(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-png]').click()]);
  assert.equal(download.suggestedFilename(), 'china-data-element-market-size.png');
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1520, 880], 'twice its size');
  assert.ok(bytes.length > LEAST_BYTES, `${bytes.length} bytes`);
}
