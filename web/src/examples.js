// Files, not strings, so that the service's own tests run every example against real data.
const files = import.meta.glob('./examples/*.graphql', { query: '?raw', import: 'default', eager: true });

/** A question per file, in the order of the file names; its first line asks it. */
export const examples = Object.keys(files)
  .sort()
  .map(path => files[path].trimEnd())
  .map(query => ({ title: query.split('\n', 1)[0].replace(/^#\s*/, ''), query }));
