// Runs before anything is painted, so that a page never flashes in another theme, and nothing moves when scripts add to it.
{
  const root = document.documentElement;
  root.dataset.scripts = '';
  let kept = null;
  try {
    kept = localStorage.getItem('panorama-theme');
  } catch {
    // Where nothing may be kept the theme is the system's.
  }
  if (kept === 'light' || kept === 'dark') root.dataset.theme = kept;
}
