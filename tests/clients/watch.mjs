// What goes wrong on a page while it is open.

/** Everything that goes wrong, as it happens; empty is good. A page may have the status that it is told to have by now. */
export function watch(page, origin, status = () => 200) {
  const faults = [];
  const isExpected = url => status() >= 400 && url === page.url();
  page.on('request', request => {
    const url = new URL(request.url());
    const inPage = url.protocol === 'data:' || url.protocol === 'blob:';
    if (!inPage && url.origin !== origin) faults.push(`request to another origin: ${url}`);
  });
  page.on('requestfailed', request => {
    const { errorText } = request.failure() ?? {};
    // Whoever leaves a page breaks off what it still loads: its icon, say.
    if (errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()} ${errorText}`);
  });
  page.on('response', response => {
    const isDocument = response.request().isNavigationRequest();
    if (response.status() >= 400 && !(isDocument && response.status() === status())) faults.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  page.on('console', message => {
    if (message.type() === 'error' && !isExpected(message.location().url)) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', error => faults.push(`uncaught: ${error}`));
  return faults;
}
