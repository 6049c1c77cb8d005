// docs/CLIENTS.md: its sections, and running what they show.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runElsewhere } from './browser.mjs';

/** The address that the page shows. */
const SHOWN = 'http://127.0.0.1:8000';
const FENCE = /^```(\w*)(?: title="([^"]+)")?\n([\s\S]*?)^```$/gm;
const INSTALL = /^(?:npm|pip) install (.+)$/gm;
const run = promisify(execFile);

/** The sections that show commands: the files of each, the commands, what they need, and what they print. */
export function sections(text) {
  return text.split(/^## /m).slice(1).map(section).filter(({ commands }) => commands !== '');
}

function section(text) {
  const found = { title: text.split('\n', 1)[0], files: new Map(), packages: [], commands: '', printed: '' };
  for (const [, language, title, body] of text.matchAll(FENCE)) {
    if (title) found.files.set(title, body);
    else if (language === 'text') found.printed += body;
    else if (language === 'sh') {
      found.packages.push(...[...body.matchAll(INSTALL)].flatMap(([, names]) => names.replaceAll('"', '').split(' ')));
      found.commands += body.replaceAll(INSTALL, '');
    }
  }
  return { ...found, commands: found.commands.trim() };
}

/** What readers are told to install is what is tried here. */
export async function assertInstalled(shown) {
  const { dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  const python = (await readFile('requirements.txt', 'utf8')).split('\n').map(line => line.split('==')[0]);
  const known = new Set([...Object.keys(dependencies), ...python]);
  assert.deepEqual(shown.flatMap(({ packages }) => packages).filter(name => !known.has(name)), []);
}

/** Runs the commands beside the files. */
export async function inFolder({ title, files, commands, printed }, url) {
  const folder = join('pages', title.toLowerCase().replaceAll(/\W+/g, '-'));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text.replaceAll(SHOWN, url));
  }
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', commands.replaceAll(SHOWN, url)], { cwd: folder });
  assert.equal(stdout.replace(/\n*$/, '\n'), printed, `${title} at ${url}`);
}

/** Runs on a page of another origin what is one module; true where it is. */
export async function inBrowser({ title, files, commands, printed }, url, browser) {
  const [[name, text] = []] = files;
  if (files.size !== 1 || commands !== `node ${name}`) return false;
  assert.equal(await runElsewhere(browser, text.replaceAll(SHOWN, url)), printed, `${title} on a page of another origin, at ${url}`);
  return true;
}
