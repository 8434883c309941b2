/** Sets a parameter of a URL; what stands there already keeps its own spelling, which vendors read differently (`ids=1,2`). */
export function setQuery(url: URL, name: string, value: string): void {
  if (url.searchParams.has(name)) {
    url.searchParams.set(name, value);
    return;
  }
  const pair = new URLSearchParams([[name, value]]).toString();
  url.search = url.search === '' ? pair : `${url.search}&${pair}`;
}
