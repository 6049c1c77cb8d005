// Everything here adds to pages that are complete without it.

const root = document.documentElement;

/** The theme is the system's until somebody chooses. */
const themes = document.querySelector('[data-themes]');
themes.value = root.dataset.theme ?? '';
themes.addEventListener('change', () => {
  if (themes.value) root.dataset.theme = themes.value;
  else delete root.dataset.theme;
  try {
    if (themes.value) localStorage.setItem('panorama-theme', themes.value);
    else localStorage.removeItem('panorama-theme');
  } catch {
    // Where nothing may be kept the choice is for this page.
  }
});

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

/** Escape closes the card that somebody is in. */
document.addEventListener('keydown', event => {
  const card = event.key === 'Escape' && document.activeElement?.closest('details.card[open]');
  if (!card) return;
  card.open = false;
  card.querySelector('summary').focus();
});
