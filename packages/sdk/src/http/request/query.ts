/** Sets a parameter of a URL; what stands there already keeps its own spelling, which vendors read differently (`ids=1,2`). */
export function setQuery(url: URL, name: string, value: string): void {
  if (url.searchParams.has(name)) {
    url.searchParams.set(name, value);
    return;
  }
  addQuery(url, name, [value]);
}

/** Adds a parameter as often as it has values. */
export function addQuery(url: URL, name: string, values: readonly unknown[]): void {
  for (const value of values) {
    const pair = new URLSearchParams([[name, String(value)]]).toString();
    url.search = url.search === '' ? pair : `${url.search}&${pair}`;
  }
}
