// The audits that GraphQL over HTTP has for servers, against a service that runs: node audits.mjs URL
import assert from 'node:assert/strict';
import { auditServer } from 'graphql-http';

const [url] = process.argv.slice(2);
const results = await auditServer({ url: `${url}/graphql` });
const failed = results.filter(result => result.status !== 'ok').map(({ name, reason }) => `${name}: ${reason}`);
assert.deepEqual(failed, []);
assert.ok(results.length >= 61, `${results.length} audits`);
console.log(`ok: ${results.length} audits of GraphQL over HTTP`);
