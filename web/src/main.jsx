import './workers.js';
import { useGraphiQL } from '@graphiql/react';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { asked } from './asked.js';
import { examples } from './examples.js';
import { EXAMPLES_PLUGIN } from './ExamplesPlugin.jsx';
import { fetcher } from './fetcher.js';
import './style.css';

const { query, variables } = asked();

createRoot(document.getElementById('root')).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={[query === undefined ? { query: examples[0].query } : { query, variables }]}
    initialQuery={query}
    initialVariables={variables}
    defaultEditorToolsVisibility={variables ? 'variables' : false}
    plugins={[HISTORY_PLUGIN, EXAMPLES_PLUGIN]}
    visiblePlugin={EXAMPLES_PLUGIN}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <a className="graphiql-logo-link" href="..">
        Panorama
      </a>
    </GraphiQL.Logo>
    <SmallPanes />
    <ActiveTabInView />
  </GraphiQL>,
);

/** Questions and published claims are sentences, too long for a pane beside the open docs. */
function SmallPanes() {
  const queryEditor = useGraphiQL(state => state.queryEditor);
  const responseEditor = useGraphiQL(state => state.responseEditor);
  useEffect(() => {
    for (const editor of [queryEditor, responseEditor]) {
      editor?.updateOptions({ fontSize: 14, wordWrap: 'on', wrappingIndent: 'indent' });
    }
  }, [queryEditor, responseEditor]);
  return null;
}

/** GraphiQL leaves a new tab beyond the edge when the bar is full. */
function ActiveTabInView() {
  const tabs = useGraphiQL(state => state.tabs.length);
  const active = useGraphiQL(state => state.activeTabIndex);
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tabs, active]);
  return null;
}
