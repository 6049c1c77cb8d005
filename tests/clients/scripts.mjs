// What scripts add to pages: a theme that is remembered, drawings as PNG in which joins stand out, reports that begin with what they
// are about.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { watch } from './watch.mjs';

const VENDOR = '/vendor/nvidia';
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
  await page.goto(`${url}/`);
  await traceChain(page);
  await page.goto(url + VENDOR);
  await traceAround(page);
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

/** In the chain a box that is pointed at stands out with what flows from it and to it. */
async function traceChain(page) {
  const drawing = page.locator('#chain svg');
  const flows = await drawing.locator('[data-joins]').evaluateAll(joins => joins.map(join => join.dataset.joins));
  const [box] = flows[0].split(' ');
  await drawing.locator(`[data-node="${box}"] a`).first().hover();
  const own = flows.filter(ends => ends.split(' ').includes(box));
  assert.deepEqual(await seen(drawing), { nodes: [...new Set(own.flatMap(ends => ends.split(' ')))].sort(), joins: own.sort() });
  await page.mouse.move(0, 0);
  assert.deepEqual((await seen(drawing)).joins, flows.toSorted(), 'nothing is faint where nothing is pointed at');
  await drawing.locator(`[data-joins="${flows[0]}"] a`).hover();
  assert.deepEqual(await seen(drawing), { nodes: flows[0].split(' ').sort(), joins: flows.filter(ends => ends === flows[0]) });
}

/** Around a part what has the focus stands out. */
async function traceAround(page) {
  const drawing = page.locator('#around svg');
  const joins = await drawing.locator('[data-joins]').evaluateAll(all => all.map(join => join.dataset.joins));
  const [ends] = joins;
  const [, node] = ends.split(' ');
  await drawing.locator(`[data-node="${node}"] a`).focus();
  const now = await seen(drawing);
  assert.ok(now.joins.includes(ends) && now.joins.length < joins.length, `${now.joins} of ${joins}`);
  await page.locator('h1').evaluate(() => document.activeElement.blur());
  assert.equal((await seen(drawing)).joins.length, joins.length);
}

/** What is not faint in a drawing once it has come to rest: numbers of nodes, and of what is joined. */
async function seen(drawing) {
  return drawing.evaluate(async svg => {
    await new Promise(done => requestAnimationFrame(done));
    await Promise.all(svg.getAnimations({ subtree: true }).map(({ finished }) => finished));
    const named = name => [...svg.querySelectorAll(`[data-${name}]`)].filter(part => getComputedStyle(part).opacity === '1');
    const values = name => named(name).map(part => part.dataset[name]).sort();
    return { nodes: values('node'), joins: values('joins') };
  });
}
