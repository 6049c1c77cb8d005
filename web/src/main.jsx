import './workers.js';
import { DOC_EXPLORER_PLUGIN } from '@graphiql/plugin-doc-explorer';
import { useGraphiQL } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { examples } from './examples.js';
import { fetcher } from './fetcher.js';
import './style.css';

createRoot(document.getElementById('root')).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={examples}
    defaultEditorToolsVisibility={false}
    visiblePlugin={DOC_EXPLORER_PLUGIN}
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
