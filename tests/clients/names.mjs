// Names as publishers might write them: very long, in any script, with markup and marks that turn a line around. They show as text.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watch } from './watch.mjs';

const NAMES = [
  `</script><img src=x onerror="document.title='taken'"><b>bold`,
  '\u202eدeyrever\u202d شركة الذكاء الاصطناعي',
  'חברת בינה מלאכותית (AI)',
  'कृत्रिम बुद्धिमत्ता 🏳️‍🌈 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 e\u0301\u0323\u0323\u0323\u0323',
  `Unbreakable${'x'.repeat(280)}`,
  `{{ frame }} \${1+1} ' & "quoted"`,
].map(name => name.normalize('NFC'));

/** Narrow, wide. */
const WIDTHS = [360, 1280];

const FORMAT = `
title = "Odd names"
[source]
slug = "odd-names"
title.en = "Odd names"
kind = "DATASET"
[[table]]
name = "makers"
needs = ["Maker", "Model"]
[[table.thing]]
id = "maker"
is = "VENDOR"
name = "Maker"
make = true
kind = { text = "COMPANY" }
[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true
makers = "maker"
`;

/** Has the command bring the names in: a maker of each, with a model of each. */
export async function bringIn(panorama) {
  const folder = await mkdtemp(join(tmpdir(), 'panorama-names-'));
  const cell = text => `"${text.replaceAll('"', '""')}"`;
  const rows = NAMES.map(name => `${cell(name)},${cell(`M ${name}`)}`);
  await writeFile(join(folder, 'format.toml'), FORMAT);
  await writeFile(join(folder, 'makers.csv'), ['Maker,Model', ...rows, ''].join('\n'));
  await panorama('import', join(folder, 'format.toml'), join(folder, 'makers.csv'));
  await rm(folder, { recursive: true });
}

/** Reads every name where it stands: how many places that were. */
export async function readNames(browser, url) {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const faults = watch(page, new URL(url).origin);
  let places = 0;
  const open = async (path, text) => {
    const begins = encodeURIComponent([...text].slice(0, 60).join(''));
    assert.equal((await page.goto(`${url}${path}?q=${begins}`)).status(), 200);
  };
  for (const name of NAMES) {
    await open('/vendors', name);
    places += await reads(page, name);
    await page.locator('tbody th a').filter({ hasText: name }).first().click();
    assert.equal(await page.locator('h1').textContent(), name);
    places += await reads(page, name);
    await open('/search', name);
    places += await reads(page, name);
  }
  assert.deepEqual(faults, []);
  await context.close();
  return places;
}

/** In how many places a name stands as it is; each keeps to itself, and to the window. */
async function reads(page, name) {
  assert.doesNotMatch(await page.title(), /^taken/);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${name} is wider than ${width}`);
  }
  const found = await page.evaluate(name => {
    const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const isolated = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (!text.data.includes(name) || text.parentElement.closest('pre')) continue;
      // Each text of a drawing is a line of its own.
      isolated.push(text.parentElement.closest('bdi, [dir="auto"], svg *') !== null);
    }
    return isolated;
  }, name);
  assert.ok(found.length > 0, `${name} is told at ${page.url()}`);
  assert.ok(found.every(Boolean), `${name} keeps to itself at ${page.url()}`);
  return found.length;
}
