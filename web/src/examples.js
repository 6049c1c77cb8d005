// Files, not strings, so that the service's own tests run every example against real data.
const files = import.meta.glob('./examples/*.graphql', { query: '?raw', import: 'default', eager: true });

/** One tab per file, in the order of the file names; GraphiQL titles a tab by its operation. */
export const examples = Object.keys(files)
  .sort()
  .map(path => ({ query: files[path].trimEnd() }));
