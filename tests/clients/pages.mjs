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

const LOCALES = { en: 'en-GB', zh: 'zh-CN' };
const THEMES = ['light', 'dark'];
/** Windows that pages come in, by turns, and one more: nothing may be wider. */
const WIDTHS = [360, 1280];
const BROAD = 2560;
const AT_ONCE = 4;
/** So many faults are enough to begin with. */
const ENOUGH = 10;

/** What becomes of scripts. Where they are off nothing can wait, which axe has to: it sees the page with empty ones. */
const [RUN, OFF, EMPTY] = ['run', 'off', 'empty'];

/** What may come late: modules and drawings. The theme is a script that the document waits for. */
const LATE = /\/(?!theme)[^/]*\.(js|svg)$/;

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens every page in each language, and in one of them without scripts as well: how many times that was. */
export async function inspect(browser, url) {
  const turned = (pair, turn) => (turn % 2 === 0 ? pair : pair.toReversed());
  const visits = PAGES.flatMap(([path, status], place) => Object.keys(LOCALES).map((locale, turn) => ({
    path,
    status,
    locale,
    isBare: turn === place % 2,
    widths: turned(WIDTHS, (place >> 1) + turn),
    themes: turned(THEMES, (place >> 2) + turn),
  })));
  const count = visits.flatMap(({ isBare }) => (isBare ? [RUN, OFF, EMPTY] : [RUN])).length;
  const failures = [];
  const next = async () => {
    const tabs = new Tabs(browser, url);
    for (let visit = visits.shift(); visit && failures.length < ENOUGH; visit = visits.shift()) {
      await inspectPage(tabs, visit).catch(error => failures.push(error.message));
    }
    await tabs.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  assert.equal(failures.length, 0, failures.join('\n\n'));
  return count;
}

/** Nothing goes wrong, moves, leaves the window or is out of anybody's reach, and what scripts add is all that is missing without. */
async function inspectPage(tabs, visit) {
  const complete = await tabs.open(RUN, visit, async page => {
    assert.deepEqual(await page.evaluate(() => window.violations), [], 'the policy is kept');
    const told = await read(page);
    assert.deepEqual(await problems(page), []);
    const [[, theme], [width, other]] = [visit.themes, visit.widths];
    await page.emulateMedia({ colorScheme: theme });
    assert.deepEqual(await problems(page, 'color-contrast'), [], `in the ${theme} theme`);
    await fits(page, width);
    await fits(page, BROAD);
    await fits(page, other);
    assert.deepEqual(await problems(page, 'target-size', 'scrollable-region-focusable'), [], `at ${other}`);
    return told;
  });
  if (!visit.isBare) return;
  await tabs.open(OFF, visit, async page => assert.deepEqual(await read(page), complete, 'complete without scripts'));
  await tabs.open(EMPTY, visit, async page => assert.deepEqual(await problems(page), []));
}

/** Sees that nothing is wider than a window. */
async function fits(page, width) {
  await page.setViewportSize({ width, height: 800 });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `wider than ${width}`);
}

/** Where a page leads to, and what it is about. */
async function read(page) {
  const links = await page.locator('main a[href]').evaluateAll(all => all.map(link => link.getAttribute('href')));
  return [links, await page.locator('main :is(h1, h2, th, dt)').allTextContents()];
}

/** Tabs of a browser, one for each language and for what becomes of scripts: they cost more than what is looked at in them. */
class Tabs {
  #browser;
  #url;
  #tabs = new Map();

  constructor(browser, url) {
    this.#browser = browser;
    this.#url = url;
  }

  /** Opens a page and uses it; says where and how it was when something does not hold. */
  async open(scripts, visit, use) {
    const { path, status, locale, widths: [width], themes: [colorScheme] } = visit;
    const key = `${locale} ${scripts}`;
    const tab = this.#tabs.get(key) ?? (await this.#begin(scripts, locale));
    this.#tabs.set(key, tab);
    const { page, faults } = tab;
    tab.status = status;
    try {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      const letThrough = scripts === RUN ? hold(tab) : undefined;
      const response = await page.goto(this.#url + path, { waitUntil: letThrough ? 'commit' : 'load' });
      assert.equal(response.status(), status);
      assert.match(response.headers()['content-security-policy'], /script-src 'self';/);
      assert.equal(await page.locator('html').getAttribute('lang'), { en: 'en', zh: 'zh-Hans' }[locale]);
      await letThrough?.();
      const used = await use(page);
      assert.deepEqual(faults, []);
      return used;
    } catch (error) {
      this.#tabs.delete(key);
      await page.context().close();
      throw new Error(`${path} ${locale} ${colorScheme} ${width}, scripts ${scripts}: ${error.message}`, { cause: error });
    }
  }

  async close() {
    for (const { page } of this.#tabs.values()) await page.context().close();
  }

  async #begin(scripts, locale) {
    const context = await this.#browser.newContext({ locale: LOCALES[locale], javaScriptEnabled: scripts !== OFF });
    const page = await context.newPage();
    const tab = { page, status: 200, drawn: undefined };
    tab.faults = watch(page, new URL(this.#url).origin, () => tab.status);
    if (scripts === RUN) await page.route(url => LATE.test(url.pathname), route => tab.drawn.then(() => route.continue()));
    if (scripts === EMPTY) await page.route('**/*.js?*', route => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective));
    });
    return tab;
  }
}

/** Keeps back what comes after the document and its style until both are drawn: what lets it through, and sees that nothing moves. */
function hold(tab) {
  let release;
  tab.drawn = new Promise(done => { release = done; });
  return async () => {
    const since = await tab.page.evaluate(drawing);
    release();
    await tab.page.waitForLoadState('load');
    assert.deepEqual(await tab.page.evaluate(shifts, since), [], 'nothing moves when scripts and images come');
  };
}

/** When the whole document has been read and drawn. */
async function drawing() {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  while (document.readyState === 'loading') await frame();
  await frame();
  await frame();
  return performance.now();
}

/** What was seen and moved since a moment. */
async function shifts(since) {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  await document.fonts.ready;
  await frame();
  await frame();
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: 'layout-shift', buffered: true });
  const late = observer.takeRecords().filter(({ startTime }) => startTime >= since);
  return late.flatMap(({ sources }) => sources.map(({ node, previousRect, currentRect }) =>
    `${node?.outerHTML?.slice(0, 200) ?? node?.nodeName} from ${JSON.stringify(previousRect)} to ${JSON.stringify(currentRect)}`));
}

/** What axe finds, by all rules or by these: the rule, and where. */
async function problems(page, ...only) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const rules = only.length > 0 ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } };
  const { violations } = await page.evaluate(rules => window.axe.run({ resultTypes: ['violations'], ...rules }), rules);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}
