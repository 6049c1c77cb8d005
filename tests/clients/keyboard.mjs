// By the keyboard alone: from the first page to a citation, and forms that suggestions fill in.
import assert from 'node:assert/strict';
import { watch } from './watch.mjs';

/** The most that somebody presses Tab to get to the next thing. */
const PATIENCE = 60;

/** Fields that want names, and what somebody types in each; where the form leads to. */
const FORMS = [
  ['path', [['from', 'yingweida'], ['to', 'healthcare']], /\/path\?.*from=vendor%2Fnvidia/],
  ['compare', [['add', 'deepseek-v3']], /\/compare\?.*models=deepseek-v3/],
];

export async function walk(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const faults = watch(page, new URL(url).origin);
  await page.goto(`${url}/`);

  await tabTo(page, 'a[href$="vendors"]');
  await follow(page, /\/vendors$/);
  await page.keyboard.press('Tab');
  assert.ok(await has(page, '.skip'), 'what leads past the navigation comes first');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await has(page, 'main *'), 'and leads past it');

  await page.reload();
  await tabTo(page, 'input[name="q"]');
  await page.keyboard.type('yingweida');
  await page.locator('[role="option"]', { hasText: 'NVIDIA' }).first().waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('[role="option"]:visible').count(), 0, 'Escape closes what is suggested');
  await page.keyboard.press('ArrowDown');
  const chosen = await page.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent);
  assert.match(chosen ?? '', /^NVIDIA/, 'the arrow chooses the first');
  await follow(page, /\/vendor\/nvidia/);

  await tabTo(page, '.card summary');
  await page.keyboard.press('Enter');
  await page.locator('.card[open] dl').first().waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.card[open]').count(), 0, 'Escape closes the card');
  await page.keyboard.press('Enter');
  await tabTo(page, '.card[open] a[href*="/source/"]');
  await follow(page, /\/source\//);

  assert.notEqual(await page.locator('#cite blockquote').textContent(), '');
  await tabTo(page, '#cite summary');
  await page.keyboard.press('Enter');
  await tabTo(page, '#cite .copy');
  await page.keyboard.press('Enter');
  await page.locator('#cite .copy', { hasText: 'Copied' }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^@\w+\{/, 'a citation is taken along');
  assert.deepEqual(faults, []);
  await context.close();
}

/** Fills in every form with what is suggested, and sends it. */
export async function fillIn(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const page = await context.newPage();
  const faults = watch(page, new URL(url).origin);
  for (const [path, fields, address] of FORMS) {
    await page.goto(`${url}/${path}`);
    for (const [name, text] of fields) {
      await tabTo(page, `main input[name="${name}"]`);
      await page.keyboard.type(text);
      const field = page.locator(`main input[name="${name}"]`);
      const first = field.locator('xpath=following-sibling::ul/li').first();
      const suggested = await first.locator('bdi').textContent();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      assert.equal(await field.inputValue(), suggested, 'the field says what was chosen');
      assert.equal(page.url(), `${url}/${path}`, 'which sends no form');
      assert.ok((await first.isHidden()) && (await has(page, `main input[name="${name}"]`)), 'and leaves the focus where it is');
    }
    await follow(page, address);
  }
  assert.deepEqual(faults, []);
  await context.close();
}

/** Presses Tab until something of this kind has the focus; wherever it goes it can be seen. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < PATIENCE; presses++) {
    await page.keyboard.press('Tab');
    const lost = await page.evaluate(() => {
      const here = document.activeElement;
      const { outlineStyle } = getComputedStyle(here);
      const { width, height } = here.getBoundingClientRect();
      return here !== document.body && (outlineStyle === 'none' || width * height === 0) ? here.outerHTML : null;
    });
    assert.equal(lost, null, 'the focus is seen');
    if (await has(page, selector)) return;
  }
  assert.fail(`${selector} is not within ${PATIENCE} presses at ${page.url()}`);
}

function has(page, selector) {
  return page.evaluate(selector => document.activeElement.matches(selector), selector);
}

/** Follows what has the focus. */
async function follow(page, address) {
  await Promise.all([page.waitForURL(address), page.keyboard.press('Enter')]);
}
