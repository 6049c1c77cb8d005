import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { getIntrospectionQuery } from 'graphql';

// GraphiQL's own introspection query leaves these out, and has no property to ask for `oneOf`.
const FULL_INTROSPECTION = getIntrospectionQuery({
  directiveIsRepeatable: true,
  inputValueDeprecation: true,
  oneOf: true,
  schemaDescription: true,
  specifiedByUrl: true,
});

// Beside the page, whatever stands before both.
const endpoint = new URL('../graphql', document.baseURI);

const send = createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: endpoint.href.replace(/^http/, 'ws'),
  headers: { accept: 'application/graphql-response+json, application/json' },
  enableIncrementalDelivery: false,
  fetch: fetchJson,
});

export async function fetcher(params, options) {
  if (params.operationName === 'IntrospectionQuery') {
    const answer = await send({ ...params, query: FULL_INTROSPECTION }, options);
    // A server that lacks one of the newer fields refuses the whole query: ask again without them.
    if (answer.data) return answer;
  }
  return send(params, options);
}

/** A proxy or a limit may answer in plain text; that text says more than a JSON syntax error. */
async function fetchJson(url, init) {
  const response = await fetch(url, init);
  if (response.headers.get('content-type')?.includes('json')) return response;
  const text = await response.text();
  throw new Error(`HTTP ${response.status} ${response.statusText}: ${text.slice(0, 1000)}`);
}
