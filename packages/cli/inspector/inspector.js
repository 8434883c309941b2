// The script of the inspector page. The server makes all markup, with every text in it escaped; this puts it in its place,
// sends what is entered, and keeps the keyboard where a person expects it. No framework, nothing to build.

/**
 * @typedef {{ fill: string, html: string, focus?: true } | { append: string, html: string } | { session: string } | { refresh: true }} Part
 */

const MAX_CHILDREN = 400;
const AGAIN_MS = 1000;

/** @type {{ createHTML(text: string): any }} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('rolekit-inspector', {
  createHTML: (/** @type {string} */ text) => text,
}) ?? { createHTML: (/** @type {string} */ text) => text };

const token = location.hash.startsWith('#/')
  ? sessionStorage.getItem('token')
  : location.hash.slice(1) || sessionStorage.getItem('token');
if (token) sessionStorage.setItem('token', token);
// the address may be copied or seen by others
if (!location.hash.startsWith('#/')) history.replaceState(null, '', location.pathname);

let session = '';
/** @type {AbortController | undefined} */
let running;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {Event} event @param {string} selector */
const closest = (event, selector) =>
  event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(selector)) : null;

/** @param {Element} place @param {string} html */
function setMarkup(place, html) {
  place.innerHTML = policy.createHTML(html);
}

/** @param {Element} place @param {string} html */
function addMarkup(place, html) {
  place.insertAdjacentHTML('beforeend', policy.createHTML(html));
}

/** @param {string} path @param {object} [body] @param {AbortSignal} [signal] */
function request(path, body = {}, signal) {
  const headers = { authorization: `Bearer ${token}`, 'x-session': session, 'content-type': 'application/json' };
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body), signal: signal ?? null });
}

/** Reads server-sent events, which `EventSource` could not ask for with a token. @param {Response} response */
async function follow(response) {
  if (!response.body) return;
  let held = '';
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const events = (held + read.value).split('\n\n');
    held = events.pop() ?? '';
    for (const event of events) if (event.startsWith('data: ')) await apply(JSON.parse(event.slice(6)));
  }
}

/** @param {Part} part */
async function apply(part) {
  if ('session' in part) session = part.session;
  else if ('refresh' in part) await refresh();
  else if ('append' in part) appendTo(byId(part.append), part.html);
  else {
    const place = document.getElementById(part.fill);
    if (!place) return;
    const open = keepFocus(place);
    setMarkup(place, part.html);
    open();
    if (part.fill === 'outcome') showOutcome(place);
    if (part.fill === 'catalog') filter();
    if (part.fill === 'catalog') markCurrent();
    if (part.fill === 'findings') byId('finding-count').textContent = countOf(place);
    if (part.focus) /** @type {HTMLElement | null} */ (place.querySelector('[data-focus], [aria-invalid]'))?.focus();
  }
}

/** Whoever stood on an element finds the keyboard on the same one afterwards. @param {Element} place */
function keepFocus(place) {
  const active = document.activeElement;
  if (!active || !place.contains(active)) return () => {};
  const { id } = active;
  const show = /** @type {HTMLElement} */ (active).dataset.show;
  return () => {
    const same = id
      ? document.getElementById(id)
      : show
        ? place.querySelector(`[data-show="${CSS.escape(show)}"]`)
        : null;
    const next = same ?? document.querySelector('#form [type=submit]') ?? byId('detail');
    /** @type {HTMLElement} */ (next).focus();
  };
}

/** @param {HTMLElement} place */
function showOutcome(place) {
  place.scrollIntoView({ block: 'nearest' });
  // one place that is always there: what comes with new markup is not read out
  byId('said').textContent = place.querySelector('[data-say]')?.textContent ?? '';
}

/** @param {HTMLElement} list @param {string} html */
function appendTo(list, html) {
  const scroller = /** @type {HTMLElement} */ (list.closest('[role=tabpanel]'));
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
  addMarkup(list, html);
  while (list.children.length > MAX_CHILDREN) list.firstElementChild?.remove();
  if (atEnd) scroller.scrollTop = scroller.scrollHeight;
}

/** @param {Element} findings */
function countOf(findings) {
  const { count = '0' } = /** @type {HTMLElement} */ (findings.firstElementChild)?.dataset ?? {};
  return count === '0' ? '' : `(${count})`;
}

const shownItem = () => decodeURIComponent(location.hash.slice(2));

function markCurrent() {
  for (const button of document.querySelectorAll('[aria-current]')) button.removeAttribute('aria-current');
  document.querySelector(`[data-show="${CSS.escape(shownItem())}"]`)?.setAttribute('aria-current', 'true');
}

/** Shows what the address names, else the first tool; a form that is open keeps what was entered. */
async function refresh() {
  const first = /** @type {HTMLElement | null} */ (document.querySelector('[data-show]'))?.dataset.show;
  const item = shownItem() || first;
  if (!item) return setMarkup(byId('detail'), '');
  if (!shownItem()) history.replaceState(null, '', `#/${encodeURIComponent(item)}`);
  const form = formOf();
  const isSame = form?.dataset.item === item;
  const response = await request('/show', { item, ...(isSame ? { form: entered(form) } : {}) });
  if (!response.ok) return;
  const detail = byId('detail');
  const outcome = isSame ? document.getElementById('outcome') : null;
  const open = keepFocus(detail);
  setMarkup(detail, await response.text());
  // a result, or a call that runs, stays
  if (outcome) document.getElementById('outcome')?.replaceWith(outcome);
  if (isSame) open();
  markCurrent();
  document.title = `${item.replace(/^.*\//, '')} · rolekit dev`;
}

const formOf = () => /** @type {HTMLFormElement | null} */ (document.getElementById('form'));

/** @param {HTMLFormElement} form */
function entered(form) {
  const mode = /** @type {HTMLInputElement} */ (form.querySelector('[data-mode]')).value;
  const entries = [...form.elements].flatMap((element) => {
    const input = /** @type {HTMLInputElement} */ (element);
    if (!input.hasAttribute('name') || input.matches('fieldset, :disabled')) return [];
    return [[input.name, input.value]];
  });
  return { mode, entries };
}

/** @param {string} [cursor] */
async function call(cursor) {
  const form = formOf();
  if (!form || running) return;
  const { item } = form.dataset;
  const era = /** @type {HTMLInputElement} */ (document.querySelector('[name=era]:checked')).value;
  running = new AbortController();
  form.classList.add('calling');
  try {
    const body = { item, era, form: entered(form), ...(cursor === undefined ? {} : { cursor }) };
    const response = await request('/call', body, running.signal);
    if (response.ok) await follow(response);
    else say(await response.text());
  } catch {
    say(running.signal.aborted ? 'Cancelled: the server was told to stop.' : 'The connection to `rolekit dev` ended.');
  } finally {
    running = undefined;
    form.classList.remove('calling');
  }
}

/** @param {string} text */
function say(text) {
  const line = document.createElement('p');
  line.className = 'summary';
  line.textContent = text;
  document.getElementById('outcome')?.replaceChildren(line);
  byId('said').textContent = text;
}

/** @param {string} change */
async function changeForm(change) {
  const form = formOf();
  if (!form) return;
  const { item } = form.dataset;
  const response = await request('/form', { item, form: entered(form), change });
  if (!response.ok) return;
  setMarkup(form, await response.text());
  /** @type {HTMLElement | null} */ (form.querySelector('[name]:not([type=hidden])'))?.focus();
}

/** @param {HTMLElement} button */
function addItem(button) {
  const template = /** @type {HTMLTemplateElement} */ (button.previousElementSibling);
  const items = /** @type {HTMLElement} */ (template.previousElementSibling);
  const number = button.dataset.add ?? '0';
  button.dataset.add = String(Number(number) + 1);
  addMarkup(items, template.innerHTML.replaceAll(template.dataset.mark ?? '', number));
  /** @type {HTMLElement | null} */ (items.lastElementChild?.querySelector('input, textarea, select'))?.focus();
}

/** @param {HTMLElement} button */
function removeItem(button) {
  const add = button.closest('[data-items]')?.parentElement?.querySelector(':scope > [data-add]');
  button.closest('[data-item]')?.remove();
  /** @type {HTMLElement | null} */ (add ?? null)?.focus();
}

/** @param {HTMLElement} button */
async function copy(button) {
  await navigator.clipboard.writeText(button.previousElementSibling?.textContent ?? '').catch(() => {});
  byId('said').textContent = 'Copied';
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 1500);
}

/** @param {HTMLElement} tab */
function selectTab(tab) {
  for (const other of tab.parentElement?.querySelectorAll('[role=tab]') ?? []) {
    const isSelected = other === tab;
    other.setAttribute('aria-selected', String(isSelected));
    /** @type {HTMLElement} */ (other).tabIndex = isSelected ? 0 : -1;
    const panel = byId(other.getAttribute('aria-controls') ?? '');
    panel.hidden = !isSelected;
    if (isSelected && panel.querySelector('.messages, .lines')) panel.scrollTop = panel.scrollHeight;
  }
}

function filter() {
  const words = /** @type {HTMLInputElement} */ (byId('search')).value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const section of document.querySelectorAll('#catalog section')) {
    let inSection = 0;
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll('[data-words]'))) {
      item.hidden = !words.every((word) => item.dataset.words?.includes(word));
      if (!item.hidden) inSection += 1;
    }
    /** @type {HTMLElement} */ (section).hidden = inSection === 0;
    count += inSection;
  }
  byId('nothing').hidden = words.length === 0 || count > 0;
}

document.addEventListener('click', async (event) => {
  const button = closest(event, 'button, a.skip');
  if (!button) return;
  const { show, form, answer, question, next, clear } = button.dataset;
  if (button.matches('a.skip')) {
    event.preventDefault();
    byId('detail').focus();
  } else if (show !== undefined) {
    history.pushState(null, '', `#/${encodeURIComponent(show)}`);
    running?.abort();
    await refresh();
    /** @type {HTMLElement | null} */ (document.querySelector('#detail h2'))?.focus();
  } else if (form !== undefined) await changeForm(form);
  else if (answer !== undefined) await request('/answer', { question, answer });
  else if (next !== undefined) await call(next);
  else if (clear !== undefined) byId(clear).replaceChildren();
  else if ('cancel' in button.dataset) running?.abort();
  else if ('copy' in button.dataset) await copy(button);
  else if ('add' in button.dataset) addItem(button);
  else if ('remove' in button.dataset) removeItem(button);
  else if (button.getAttribute('role') === 'tab') selectTab(button);
});

document.addEventListener('submit', (event) => {
  event.preventDefault();
  void call();
});

document.addEventListener('change', (event) => {
  const union = closest(event, '[data-union]');
  const variants = [...(union?.parentElement?.querySelectorAll(':scope > [data-variant]') ?? [])];
  for (const [index, variant] of variants.entries()) {
    const isChosen = String(index) === /** @type {HTMLSelectElement} */ (union).value;
    /** @type {HTMLFieldSetElement} */ (variant).hidden = !isChosen;
    /** @type {HTMLFieldSetElement} */ (variant).disabled = !isChosen;
  }
  const era = /** @type {HTMLInputElement | null} */ (closest(event, '[name=era]'));
  if (era) sessionStorage.setItem('era', era.value);
});

byId('search').addEventListener('input', filter);
addEventListener('popstate', () => void refresh());

document.addEventListener('keydown', (event) => {
  const tab = closest(event, '[role=tab]');
  const isTyping = closest(event, 'input, textarea, select') !== null;
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && closest(event, '#form')) {
    event.preventDefault();
    void call();
  } else if (event.key === '/' && !isTyping) {
    event.preventDefault();
    byId('search').focus();
  } else if (tab && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
    const tabs = /** @type {HTMLElement[]} */ ([...(tab.parentElement?.children ?? [])]);
    const next = tabs.at((tabs.indexOf(tab) + (event.key === 'ArrowRight' ? 1 : -1)) % tabs.length);
    if (next) selectTab(next);
    next?.focus();
  }
});

/** @param {string} title @param {string} text */
function sayState(title, text) {
  const line = document.createElement('p');
  line.className = 'state bad';
  const strong = document.createElement('strong');
  strong.textContent = title;
  line.append(strong, ` ${text}`);
  byId('status').replaceChildren(line);
}

async function connect() {
  if (!token) return sayState('No token', 'Open the address that rolekit dev printed.');
  const era = sessionStorage.getItem('era');
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[name=era]')))
    if (input.value === era) input.checked = true;
  for (;;) {
    const response = await request('/events').catch(() => undefined);
    if (response?.status === 401) return sayState('Wrong token', 'Open the address that rolekit dev printed last.');
    if (response?.ok) {
      for (const id of ['wire', 'log']) byId(id).replaceChildren();
      await follow(response).catch(() => {});
    }
    sayState('Not connected', 'rolekit dev ended. This page connects again when it runs at the same address.');
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

void connect();
