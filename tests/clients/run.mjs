// What works with the service from outside, tried on the binary: node run.mjs ROOT CHROMIUM
// Standards' suites, the pages in a browser, and every snippet of docs/CLIENTS.md as it stands there: on a service at the root and
// on one behind a prefix; what browsers can run, on a page of another origin as well. Every kind of page, in every look, on one
// service with odd names.
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { audit, lint } from './audits.mjs';
import { launch } from './browser.mjs';
import { explore } from './explorer.mjs';
import { fillIn, walk } from './keyboard.mjs';
import { bringIn, readNames } from './names.mjs';
import { sections, assertInstalled, inFolder, inBrowser } from './page.mjs';
import { inspect } from './pages.mjs';
import { compare } from './rules.mjs';
import { useScripts } from './scripts.mjs';
import { start } from './service.mjs';

const [root, chromium] = process.argv.slice(2);
const shown = sections(await readFile(join(root, 'docs/CLIENTS.md'), 'utf8'));
await assertInstalled(shown);
const examples = await texts(join(root, 'web/src/examples'));

const browser = await launch(chromium);
for (const prefix of ['', '/data/panorama']) {
  const { url, stop } = await start(join(root, 'target/debug/panorama'), prefix && { PANORAMA_PREFIX: prefix });
  const told = what => console.log(`ok: ${what}${prefix && `, behind ${prefix}`}`);
  try {
    told(`${await audit(url)} audits of GraphQL over HTTP`);
    told(`${await compare(url)} documents judged as graphql-js does`);
    await lint(url);
    told("Relay's rules for schemas");
    await mkdir('screenshots', { recursive: true });
    await explore(browser, url, examples, 'screenshots');
    told('the explorer and the form');
    await walk(browser, url);
    await fillIn(browser, url);
    told('from the first page to a citation, and what fills in forms, by keys alone');
    for (const section of shown) {
      await inFolder(section, url);
      const inPages = await inBrowser(section, url, browser);
      told(`${section.title}${inPages ? ', also on a page of another origin' : ''}`);
    }
  } finally {
    await stop();
  }
}
{
  // What is tried here is what pages say, on machines that are busy with other tests.
  const settings = { PANORAMA_REPORT: 'data@example.org', PANORAMA_REQUEST_TIMEOUT_MS: '60000' };
  const { url, stop } = await start(join(root, 'target/debug/panorama'), settings, bringIn);
  try {
    console.log(`ok: ${await inspect(browser, url)} visits to pages in both languages and themes, narrow and wide, with scripts and without`);
    await useScripts(browser, url);
    console.log('ok: themes, drawings as PNG, what joins stands out, reports');
    console.log(`ok: odd names in ${await readNames(browser, url)} places`);
  } finally {
    await stop();
  }
}
await browser.close();

/** The files of a folder, by name. */
async function texts(folder) {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(name => readFile(join(folder, name), 'utf8')));
}
