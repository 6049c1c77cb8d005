/** What the address asks: a link to the explorer can hold a query and its variables. */
export function asked() {
  const options = new URLSearchParams(location.search);
  const query = options.get('query') ?? undefined;
  return { query, variables: query === undefined ? undefined : (options.get('variables') ?? undefined) };
}
