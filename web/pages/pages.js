// Everything here adds to pages that are complete without it.

const root = document.documentElement;

/** The theme is the system's until somebody chooses. */
const themeSwitch = document.querySelector('[data-theme-switch]');
if (themeSwitch) {
  themeSwitch.hidden = false;
  themeSwitch.addEventListener('click', () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
    try {
      localStorage.setItem('panorama-theme', root.dataset.theme);
    } catch {
      // Where nothing may be kept the choice is for this page.
    }
  });
}

/** Commands name the service by the address that the reader has. */
for (const origin of document.querySelectorAll('[data-origin]')) origin.textContent = location.origin;

/** What can be copied has a button. */
for (const block of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) break;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = block.dataset.copy;
  const code = block.querySelector('code');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = block.dataset.copied;
    setTimeout(() => (button.textContent = block.dataset.copy), 2000);
  });
  block.append(button);
}

/** One card at a time, and Escape closes it. */
document.addEventListener('keydown', event => {
  const card = event.key === 'Escape' && document.activeElement?.closest('details.card[open]');
  if (!card) return;
  card.open = false;
  card.querySelector('summary').focus();
});

/** Names that begin like what is typed, in every field that searches. */
const SUGGESTIONS = `query Suggestions($query: String!) {
  search(query: $query, first: 8) {
    nodes {
      ... on Vendor { name }
      ... on Model { name }
      ... on Sector { name }
      ... on Technology { name }
      ... on Metric { name }
      ... on Trend { name }
      ... on Source { name: title }
    }
  }
}`;

for (const field of document.querySelectorAll('[data-suggest]')) {
  let timer;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => suggest(field), 150);
  });
}

async function suggest(field) {
  const query = field.value.trim();
  if (query.length === 0) return;
  const options = new URLSearchParams({ query: SUGGESTIONS, variables: JSON.stringify({ query }) });
  const response = await fetch(`${field.dataset.suggest}?${options}`, { headers: { 'accept-language': root.lang } });
  const found = response.ok ? ((await response.json()).data?.search.nodes ?? []) : [];
  // Somebody who types on has another question.
  if (field.value.trim() !== query) return;
  field.list.replaceChildren(...found.map(({ name }) => new Option(name, name)));
}
