// The pages in Chromium as people have them: of every kind, in both languages and themes, narrow and wide, with scripts and without.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { watch } from './watch.mjs';

/** A page of every kind, with the status that it has. */
const PAGES = [
  ['/', 200],
  ['/sectors', 200],
  ['/vendors?country=CN', 200],
  ['/models?order=-parameters', 200],
  ['/technologies', 200],
  ['/indicators?q=market', 200],
  ['/trends', 200],
  ['/sources?order=-published', 200],
  ['/?stages=MIDSTREAM&countries=CN', 200],
  ['/compare', 200],
  ['/compare?models=gpt-4,deepseek-v3,llama-3-1-405b', 200],
  ['/impact/nvidia?type=vendor', 200],
  ['/path', 200],
  ['/path?from=nvidia&to=healthcare', 200],
  ['/data', 200],
  ['/search', 200],
  ['/search?q=nvidia', 200],
  ['/sector/ai-chips', 200],
  ['/vendor/nvidia', 200],
  ['/model/deepseek-v3?asOf=2026-11-01', 200],
  ['/technology/h100', 200],
  ['/trend/data-element-x-action-plan', 200],
  ['/metric/china-data-element-market-size', 200],
  ['/source/100ec-report', 200],
  ['/sector/compute', 200],
  ['/vendor/nvidea', 404],
  ['/no/such/page', 404],
  ['/vendor/nvidia?asOf=soon', 400],
  ['/impact/nvidea', 404],
  ['/?stages=sidestream', 400],
];

/** Each language in each theme, and each of those in a narrow window and in a wide one. */
const LOOKS = [
  { locale: 'en', colorScheme: 'light', width: 1280 },
  { locale: 'zh', colorScheme: 'dark', width: 1280 },
  { locale: 'en', colorScheme: 'dark', width: 360 },
  { locale: 'zh', colorScheme: 'light', width: 360 },
];

/** Nothing may be wider than any of these windows. */
const WIDTHS = [360, 1280, 2560];
const AT_ONCE = 4;

/** What becomes of scripts. Where they are off nothing can wait, which axe has to: it sees the page with empty ones. */
const [RUN, OFF, EMPTY] = ['run', 'off', 'empty'];

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens every page in every look: how many that were. */
export async function inspect(browser, url) {
  const visits = [
    ...PAGES.flatMap(page => LOOKS.map(look => () => withScripts(browser, url, page, look))),
    ...PAGES.map((page, place) => () => withoutScripts(browser, url, page, LOOKS[place % LOOKS.length])),
  ];
  const count = visits.length;
  const next = async () => {
    for (let visit = visits.shift(); visit; visit = visits.shift()) await visit();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return count;
}

/** Nothing goes wrong, moves, leaves the window or is out of anybody's reach. */
async function withScripts(browser, url, [path, status], look) {
  await open(browser, url, path, status, look, RUN, async page => {
    assert.deepEqual(await page.evaluate(shifts), [], 'nothing moves while the page loads');
    assert.deepEqual(await page.evaluate(() => window.violations), [], 'the policy is kept');
    assert.deepEqual(await problems(page), []);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `wider than ${width}`);
    }
  });
}

/** What scripts add is all that is missing. */
async function withoutScripts(browser, url, [path, status], look) {
  const links = page => page.locator('main a[href]').evaluateAll(all => all.map(link => link.getAttribute('href')));
  const words = page => page.locator('main :is(h1, h2, th, dt)').allTextContents();
  const read = async page => [await links(page), await words(page)];
  let complete;
  await open(browser, url, path, status, look, RUN, async page => { complete = await read(page); });
  await open(browser, url, path, status, look, OFF, async page => {
    assert.deepEqual(await read(page), complete, 'complete without scripts');
  });
  await open(browser, url, path, status, look, EMPTY, async page => { assert.deepEqual(await problems(page), []); });
}

/** Opens a page in a look, and says where and how it was when something does not hold. */
async function open(browser, url, path, status, { locale, colorScheme, width }, scripts, use) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    locale: { en: 'en-GB', zh: 'zh-CN' }[locale],
    colorScheme,
    javaScriptEnabled: scripts !== OFF,
  });
  const page = await context.newPage();
  if (scripts === EMPTY) await page.route('**/*.js?*', route => route.fulfill({ contentType: 'text/javascript', body: '' }));
  const faults = watch(page, new URL(url).origin, status);
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective));
  });
  try {
    const response = await page.goto(url + path);
    assert.equal(response.status(), status);
    assert.match(response.headers()['content-security-policy'], /script-src 'self';/);
    assert.equal(await page.locator('html').getAttribute('lang'), { en: 'en', zh: 'zh-Hans' }[locale]);
    await use(page);
    assert.deepEqual(faults, []);
  } catch (error) {
    const look = `${path} ${locale} ${colorScheme} ${width}, scripts ${scripts}`;
    throw new Error(`${look}: ${error.message}`, { cause: error });
  } finally {
    await context.close();
  }
}

/** What was seen and moved since the page was opened. */
async function shifts() {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  await document.fonts.ready;
  await frame();
  await frame();
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: 'layout-shift', buffered: true });
  // A line that has arrived in part is the network's pace: what counts is what moves once the page is there.
  const [{ domInteractive }] = performance.getEntriesByType('navigation');
  const late = observer.takeRecords().filter(({ startTime }) => startTime >= domInteractive);
  return late.flatMap(({ sources }) => sources.map(({ node, previousRect, currentRect }) =>
    `${node?.outerHTML?.slice(0, 200) ?? node?.nodeName} from ${JSON.stringify(previousRect)} to ${JSON.stringify(currentRect)}`));
}

/** What axe finds: the rule, and where. */
async function problems(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}
