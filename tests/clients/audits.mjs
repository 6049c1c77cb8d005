// The standards' own suites: GraphQL over HTTP's audits for servers, and Relay's rules for schemas.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { ESLint } from 'eslint';
import { auditServer } from 'graphql-http';

/** Fails where the service breaks one of the audits. */
export async function audit(url) {
  const results = await auditServer({ url: `${url}/graphql` });
  const failed = results.filter(({ status }) => status !== 'ok').map(({ name, reason }) => `${name}: ${reason}`);
  assert.deepEqual(failed, []);
  assert.ok(results.length >= 61, `${results.length} audits`);
  return results.length;
}

/** Fails where the schema breaks one of Relay's rules: see eslint.config.mjs. */
export async function lint(url) {
  await writeFile('schema.graphql', await (await fetch(`${url}/schema.graphql`)).text());
  const [{ messages }] = await new ESLint().lintFiles('schema.graphql');
  assert.deepEqual(messages.map(({ line, message }) => `${line}: ${message}`), []);
}
