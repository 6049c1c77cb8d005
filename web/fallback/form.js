const element = id => document.getElementById(id);
const form = element('form');
const example = element('example');
const query = element('query');
const variables = element('variables');
const run = element('run');
const status = element('status');
const result = element('result');

form.addEventListener('submit', event => {
  event.preventDefault();
  send();
});

form.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !run.disabled) {
    event.preventDefault();
    form.requestSubmit();
  }
});

fillFromAddress();
await offerExamples();

/** A link to the form can hold a query and its variables. */
function fillFromAddress() {
  const options = new URLSearchParams(location.search);
  query.value = options.get('query') ?? '';
  variables.value = options.get('variables') ?? '';
}

async function offerExamples() {
  const response = await fetch('examples.json');
  const examples = response.ok ? await response.json() : [];
  example.append(...examples.map(({ title }, index) => new Option(title, index)));
  example.addEventListener('change', () => {
    if (example.value === '') return;
    query.value = examples[example.value].query;
    query.setSelectionRange(0, 0);
    variables.value = '';
  });
}

async function send() {
  let body;
  try {
    const values = variables.value.trim() ? JSON.parse(variables.value) : undefined;
    body = JSON.stringify({ query: query.value, variables: values });
  } catch (error) {
    show('The variables are not JSON', error.message);
    variables.focus();
    return;
  }

  run.disabled = true;
  show('Running …', '');
  const start = performance.now();
  try {
    const response = await fetch('../graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      },
      body,
    });
    const text = await response.text();
    const milliseconds = Math.round(performance.now() - start);
    show(`HTTP ${response.status}, ${milliseconds} ms`, indent(text));
  } catch (error) {
    show('No answer', error.message);
  } finally {
    run.disabled = false;
  }
}

/** Leaves alone what is not JSON, such as the plain text of a proxy. */
function indent(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function show(summary, text) {
  status.value = summary;
  result.textContent = text;
}
