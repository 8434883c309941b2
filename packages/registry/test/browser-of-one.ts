/** As much of a browser as signing in takes: cookies by host, redirects, forms. */
export class BrowserOfOne {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** The page at the end of all redirects. */
  async open(url: string, init: RequestInit = {}): Promise<{ status: number; url: string; body: string }> {
    let at = new URL(url);
    let request = init;
    for (let hop = 0; hop < 20; hop += 1) {
      const response = await fetch(at, {
        ...request,
        redirect: 'manual',
        headers: { ...(request.headers as Record<string, string>), accept: 'text/html', cookie: this.#sentTo(at) },
      });
      this.#keep(at, response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (location === null) return { status: response.status, url: at.href, body: await response.text() };
      await response.body?.cancel();
      at = new URL(location, at);
      request = {};
    }
    throw new RangeError(`no end of redirects at ${at}`);
  }

  submit(url: string, fields: Record<string, string>) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(url).origin };
    return this.open(url, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  }

  cookie(url: string, name: string): string | undefined {
    return this.#cookies.get(new URL(url).host)?.get(name);
  }

  #sentTo({ host }: URL): string {
    return [...(this.#cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep({ host }: URL, lines: readonly string[]): void {
    const kept = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, kept);
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') kept.delete(name);
      else kept.set(name, value);
    }
  }
}
