// Fields that search say while somebody types what would be found: the first entries of the search page, as a list that keys walk.
// What is chosen is gone to, or fills in a field that wants a name.

const MOST = 8;
const PAUSE = 150;

let count = 0;
for (const field of document.querySelectorAll('[data-suggest]')) suggest(field);

function suggest(field) {
  const list = document.createElement('ul');
  list.id = `suggestions-${count++}`;
  list.className = 'suggestions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.dataset.suggest);
  field.after(list);
  const said = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' };
  for (const [name, value] of Object.entries(said)) field.setAttribute(name, value);
  field.autocomplete = 'off';

  const show = isOpen => {
    list.hidden = !isOpen || list.childElementCount === 0;
    field.setAttribute('aria-expanded', String(!list.hidden));
    if (list.hidden) choose(null);
  };
  const choose = entry => {
    for (const other of list.children) other.setAttribute('aria-selected', String(other === entry));
    if (entry) field.setAttribute('aria-activedescendant', entry.id);
    else field.removeAttribute('aria-activedescendant');
    entry?.scrollIntoView({ block: 'nearest' });
  };
  const take = entry => {
    if (!('fills' in field.dataset)) return location.assign(entry.dataset.href);
    field.value = entry.querySelector('bdi').textContent;
    show(false);
  };
  const chosen = () => list.querySelector('[aria-selected="true"]');
  const step = back => {
    const [entries, now] = [[...list.children], chosen()];
    const first = back ? entries.at(-1) : entries[0];
    choose(now ? (back ? now.previousElementSibling : now.nextElementSibling) : first);
  };

  let timer;
  let asked;
  const rest = () => {
    clearTimeout(timer);
    asked?.abort();
  };
  field.addEventListener('input', () => {
    rest();
    if (field.value.trim() === '') return list.replaceChildren(), show(false);
    timer = setTimeout(async () => {
      asked = new AbortController();
      const found = await find(field, asked.signal).catch(() => null);
      // Somebody who types on, or goes elsewhere, has another question.
      if (!found) return;
      list.replaceChildren(...found.map((link, place) => entry(link, `${list.id}-${place}`)));
      show(true);
    }, PAUSE);
  });
  field.addEventListener('keydown', event => {
    const isMove = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (isMove && list.childElementCount > 0) {
      if (list.hidden) show(true);
      step(event.key === 'ArrowUp');
    } else if (event.key === 'Escape' && !list.hidden) {
      rest();
      show(false);
    } else if (event.key === 'Enter' && chosen()) {
      take(chosen());
    } else {
      return;
    }
    event.preventDefault();
  });
  field.addEventListener('blur', () => {
    rest();
    show(false);
  });
  // The field keeps the focus, so that a click is one.
  list.addEventListener('pointerdown', event => event.preventDefault());
  list.addEventListener('click', event => {
    const entry = event.target.closest('[role="option"]');
    if (entry) take(entry);
  });
}

/** The first entries of the search page, in the language and as of the day of the page. */
async function find(field, signal) {
  const address = new URL(field.dataset.search, location.href);
  address.searchParams.set('q', field.value);
  const response = await fetch(address, { signal });
  if (!response.ok) return [];
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  return [...page.querySelectorAll('.found li')].slice(0, MOST);
}

function entry(found, id) {
  const option = document.createElement('li');
  option.id = id;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  const link = found.querySelector('a');
  option.dataset.href = link.getAttribute('href');
  const [name, sort] = [document.createElement('bdi'), document.createElement('span')];
  name.textContent = link.textContent;
  sort.textContent = found.querySelector('.quiet').textContent;
  sort.className = 'quiet';
  option.append(name, ' ', sort);
  return option;
}
