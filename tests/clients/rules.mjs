// Documents that break one rule of the language each, or just keep it: the service takes what graphql-js takes, and no other.
import assert from 'node:assert/strict';
import { buildClientSchema, getIntrospectionQuery, parse, validate } from 'graphql';

const DOCUMENTS = [
  // Syntax.
  '{', '{ }', '{ vendor( ) { name } }', '{ vendors { } }', 'query { dataset { name } } }', '# nothing', '{ dataset { name }, }',
  '\ufeff{ __typename }', '{ __typename } # end', 'query Q($x: Int = $y) { __typename }', '{ vendors(first: 01) { totalCount } }',
  '{ vendors(first: 1.) { totalCount } }', '{ a: __typename, b: __typename }', '{ search(query: "\\u{1F600}") { totalCount } }',
  '{ search(query: "\\uD83D") { totalCount } }', '{ search(query: """a "b" \\""" c""") { totalCount } }', '{ search(query: "a\nb") { totalCount } }',
  'fragment on on Vendor { name } { vendor(by: {slug: "nvidia"}) { ...on } }', '{ vendor(by: {slug: "nvidia"}) { ... { name } } }',
  // Operations and fragments.
  '{ __typename } { __typename }', 'query A { __typename } { __typename }', 'query A { __typename } query A { __typename }',
  'type Query { a: Int } { __typename }', 'schema { query: Query } { __typename }',
  'extend type Query { a: Int } { __typename }', 'fragment F on Vendor { name }', '{ __typename } fragment F on Vendor { name }',
  '{ ...F }', '{ ...F } fragment F on Query { ...F }', '{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }',
  '{ ...F } fragment F on Query { __typename } fragment F on Query { __typename }', '{ ...F } fragment F on Nothing { __typename }',
  '{ ...F } fragment F on Int { __typename }', '{ ...F } fragment F on VendorFilter { __typename }', '{ ...F } fragment F on Vendor { name }',
  '{ ... on Vendor { name } }', '{ ... on Nothing { name } }', '{ node(id: "x") { ... on Unit { name } } }', '{ node(id: "x") { ... on Vendor { name } } }',
  '{ node(id: "x") { ... on ChainNode { name } } }', '{ search(query: "a") { nodes { ... on Node { id } } } }', '{ search(query: "a") { nodes { name } } }',
  // Fields.
  '{ nothing }', '{ vendors }', '{ vendors { totalCount { x } } }', '{ vendor(by: {slug: "nvidia"}) { nothing } }', '{ node(id: "x") { name } }',
  '{ __schema { nothing } }', '{ __type(name: "Vendor") { name } }', '{ __type { name } }', '{ vendors { __typename edges { __typename node { __typename } } } }',
  '{ vendor(by: {slug: "nvidia"}) { a: name a: slug } }', '{ vendor(by: {slug: "nvidia"}) { name name } }', '{ vendors(first: 1) { totalCount } vendors(first: 2) { totalCount } }',
  '{ vendors(first: 1) { totalCount } vendors(first: 1) { nodes { name } } }', '{ a: vendors { totalCount } a: models { totalCount } }',
  '{ node(id: "x") { ... on Vendor { a: name } ... on Model { a: parameters } } }', '{ node(id: "x") { ... on Vendor { a: name } ... on Model { a: slug } } }',
  '{ node(id: "x") { ... on Vendor { a: models { totalCount } } ... on Metric { a: observations { a: totalCount } } } }',
  '{ node(id: "x") { ... on Vendor { name(locale: ZH) } ... on Model { name(locale: EN) } } }', '{ vendor(by: {slug: "nvidia"}) { name(locale: ZH) name(locale: EN) } }',
  // Arguments and values.
  '{ vendors(nothing: 1) { totalCount } }', '{ vendors(first: 1, first: 1) { totalCount } }', '{ vendor { name } }', '{ vendor(by: null) { name } }',
  '{ vendor(by: {}) { name } }', '{ vendor(by: {slug: "a", id: "b"}) { name } }', '{ vendor(by: {slug: null}) { name } }', '{ vendor(by: {nothing: 1}) { name } }',
  '{ vendor(by: {slug: "a", slug: "a"}) { name } }', '{ vendors(first: "1") { totalCount } }', '{ vendors(first: 1.0) { totalCount } }', '{ vendors(first: true) { totalCount } }',
  '{ vendors(first: [1]) { totalCount } }', '{ vendors(first: 2147483648) { totalCount } }', '{ vendors(first: null) { totalCount } }', '{ vendors(after: 1) { totalCount } }',
  '{ node(id: 1) { id } }', '{ node(id: 1.5) { id } }', '{ node(id: x) { id } }', '{ vendors(orderBy: {field: SLUG}) { totalCount } }', '{ vendors(orderBy: [{field: "SLUG"}]) { totalCount } }',
  '{ vendors(orderBy: [{field: NOTHING}]) { totalCount } }', '{ vendors(orderBy: [{}]) { totalCount } }', '{ vendors(orderBy: [null]) { totalCount } }',
  '{ models(filter: {parameters: {gt: 1}}) { totalCount } }', '{ models(filter: {parameters: {gt: "1"}}) { totalCount } }', '{ models(filter: {releasedOn: {gt: 1}}) { totalCount } }',
  '{ vendors(filter: {name: "x"}) { totalCount } }', '{ vendors(filter: [{slug: {eq: "x"}}]) { totalCount } }', '{ vendors(filter: {slug: {in: "x"}}) { totalCount } }',
  // Variables.
  'query ($a: Int) { vendors(first: $a) { totalCount } }', 'query ($a: Int $a: Int) { vendors(first: $a) { totalCount } }', 'query ($a: Int) { __typename }', '{ vendors(first: $a) { totalCount } }',
  'query ($a: Nothing) { vendors(first: $a) { totalCount } }', 'query ($a: Vendor) { vendors(first: $a) { totalCount } }', 'query ($a: String) { vendors(first: $a) { totalCount } }',
  'query ($a: Int = "x") { vendors(first: $a) { totalCount } }', 'query ($a: Int! = 1) { vendors(first: $a) { totalCount } }', 'query ($a: VendorBy) { vendor(by: $a) { name } }',
  'query ($a: VendorBy = {slug: "x"}) { vendor(by: $a) { name } }', 'query ($a: String) { vendor(by: {slug: $a}) { name } }', 'query ($a: String = "x") { vendor(by: {slug: $a}) { name } }',
  'query ($a: [ID]) { nodes(ids: $a) { id } }', 'query ($a: ID!) { nodes(ids: [$a]) { id } }', 'query ($a: [ID!] = ["x"]) { nodes(ids: $a) { id } }', 'query ($a: Boolean) { __typename @skip(if: $a) }',
  'query ($a: Boolean = true) { __typename @skip(if: $a) }', 'query A { ...F } query B($a: Int) { ...F } fragment F on Query { vendors(first: $a) { totalCount } }',
  'query ($a: String) { vendors(filter: {slug: {in: $a}}) { totalCount } }', 'query ($a: String!) { vendors(filter: {slug: {in: [$a]}}) { totalCount } }',
  'query ($a: String = "x") { vendors(filter: {slug: {in: [$a]}}) { totalCount } }', 'query ($a: [VendorFilter!]) { vendors(filter: {and: $a}) { totalCount } }',
  'query ($a: [VendorFilter!]!) { vendors(filter: {or: $a}) { totalCount } }', 'query ($a: [String]) { vendors(filter: {slug: {in: $a}}) { totalCount } }',
  'query ($a: OrderDirection) { vendors(orderBy: [{field: SLUG, direction: $a}]) { totalCount } }', 'query ($a: VendorOrderField) { vendors(orderBy: [{field: $a}]) { totalCount } }',
  'query ($a: VendorOrderField!) { vendors(orderBy: [{field: $a}]) { totalCount } }', 'query ($a: VendorOrderField = SLUG) { vendors(orderBy: [{field: $a}]) { totalCount } }',
  'query ($a: VendorOrderField = null) { vendors(orderBy: [{field: $a}]) { totalCount } }', 'query ($a: Boolean = null) { __typename @skip(if: $a) }',
  'query ($a: VendorBy = {slug: "a", slug: "b"}) { a: vendor(by: $a) { name } }', 'query ($a: VendorBy! = {slug: "a", slug: "b"}) { a: vendor(by: $a) { name } }',
  'query ($a: [ID!]! = [1, "x"]) { nodes(ids: $a) { id } }', 'query ($a: [ID!] = null) { nodes(ids: $a) { id } }', 'query ($a: Int!) { vendors(first: $a) { totalCount } }',
  'query ($a: Int) { ...F } fragment F on Query { vendors(first: $a) { totalCount } }', 'query ($a: VendorFilter) { vendors(filter: {and: [$a]}) { totalCount } }',
  // Directives.
  '{ __typename @nothing }', '{ __typename @skip }', '{ __typename @skip(if: "x") }', '{ __typename @skip(if: true, unless: false) }', '{ __typename @skip(if: true) @skip(if: false) }',
  'query @skip(if: true) { __typename }', '{ __typename @deprecated }', '{ ... @include(if: true) { __typename } }', '{ ...F @include(if: false) } fragment F on Query { __typename }',
  'query ($a: Int @skip(if: true)) { vendors(first: $a) { totalCount } }', '{ ...F } fragment F on Query @skip(if: true) { __typename }', '{ __typename @specifiedBy(url: "x") }',
];

/** Fails where graphql-js and the service differ about a document. */
export async function compare(url) {
  const ask = async query => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query, variables: { a: null } }),
    });
    return response.json();
  };
  const schema = buildClientSchema((await ask(getIntrospectionQuery())).data);
  const differences = [];
  for (const document of DOCUMENTS) {
    const codes = (await ask(document)).errors?.map(({ extensions }) => extensions.code) ?? [];
    const refused = codes.find(code => ['PARSE_FAILED', 'VALIDATION_FAILED'].includes(code)) ?? null;
    const expected = judged(schema, document);
    if (refused !== expected) differences.push({ document, refused, expected });
  }
  assert.deepEqual(differences, []);
  return DOCUMENTS.length;
}

/** The code of what graphql-js says of the document; null where it would run it. */
function judged(schema, document) {
  try {
    return validate(schema, parse(document)).length > 0 ? 'VALIDATION_FAILED' : null;
  } catch {
    return 'PARSE_FAILED';
  }
}
