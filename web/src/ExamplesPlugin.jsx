import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { examples } from './examples.js';

/** A list of questions beside the editor; each opens in a tab of its own. */
export const EXAMPLES_PLUGIN = { title: 'Examples', icon: Icon, content: Examples };

function Icon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
      <path d="M2.5 3.5h11M2.5 8h11M2.5 12.5h7" strokeLinecap="round" />
    </svg>
  );
}

function Examples() {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL(state => state.queryEditor);
  const open = query => {
    addTab();
    queryEditor?.setValue(query);
    queryEditor?.focus();
  };
  return (
    <section className="examples" aria-label="Examples">
      <div className="examples-title">Examples</div>
      <ol>
        {examples.map(({ title, query }) => (
          <li key={title}>
            <button type="button" onClick={() => open(query)}>
              {title}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
