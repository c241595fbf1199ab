// The script of every page. Every page works without it; it makes pages quicker. Counting has a further one, count.js.
// Parts: clock, live fragments, one stream per browser, keys, filters, choices, drafts, outbox, session end.
// Nothing is ever parsed from a string into the page: fragments arrive as documents (XHR), words as text.
// Browser storage holds one thing: reports not yet sent (time, kind, leg, form key).

const root = document.documentElement;
const $ = (q, from = document) => from.querySelector(q);
const $$ = (q, from = document) => [...from.querySelectorAll(q)];
const words = $('#words')?.dataset ?? {};
const say = (key, n = '', t = '') => (words[key] ?? '').replace('%n', n).replace('%t', t);
const make = (tag, cls, text) => {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  if (text) e.textContent = text;
  return e;
};
// A part that fails must not take the others with it.
const part = (f) => { try { f(); } catch (e) { console.error(e); } };
const on = (type, f, from = document) => from.addEventListener(type, f);

// Clock: the server's time, whatever the device believes.
const served = Date.parse(root.dataset.serverTime);
const offset = served ? served - (performance.timeOrigin + (performance.getEntriesByType('navigation')[0]?.responseStart || performance.now())) : 0;
const now = () => Date.now() + offset;
const zulu = (ms) => new Date(ms).toISOString().slice(11, 16) + 'Z';
const span = (ms) => {
  const s = Math.round(ms / 1000), m = Math.round(s / 60), h = Math.floor(m / 60);
  return s < 90 ? s + ' s' : m < 60 ? m + ' min' : h + ' h ' + String(m % 60).padStart(2, '0');
};

// Polite messages, one in 30 s at most; the newest wins.
let spoken = 0, waiting = '', timer = 0;
const announce = (text) => {
  waiting = text;
  if (timer) return;
  timer = setTimeout(() => {
    timer = 0;
    spoken = Date.now();
    const box = $('#say');
    if (box) box.textContent = waiting;
  }, Math.max(0, spoken + 30000 - Date.now()));
};

// Bars above the page, one of each kind.
const bar = (id, kind, text, extra) => {
  const box = $('#bars');
  let b = $('#bar-' + id);
  if (!text) return b?.remove();
  if (!box) return;
  if (!b) {
    b = make('p', 'bar ' + kind);
    b.id = 'bar-' + id;
    b.append(make('span'));
    if (extra) b.append(extra);
    if (kind === 'warning') b.setAttribute('role', 'alert');
    box.append(b);
  }
  if (b.firstChild.textContent !== text) b.firstChild.textContent = text;
};

const ask = (url, fragment, tag) => new Promise((done, fail) => {
  const x = new XMLHttpRequest();
  x.open('GET', url);
  x.responseType = 'document';
  x.timeout = 20000;
  x.setRequestHeader('X-Fragment', fragment);
  if (tag) x.setRequestHeader('If-None-Match', tag);
  x.onload = () => done(x);
  x.onerror = x.ontimeout = fail;
  x.send();
});

// Countdowns beside absolute times. Beyond 48 hours the server's words stay.
let lost = false;
const count = () => {
  for (const e of $$('[data-due]')) {
    const left = Date.parse(e.dataset.due) - now();
    if (!(Math.abs(left) < 1728e5)) continue;
    let text = Math.abs(left) < 30000 ? say('now') : say(left > 0 ? 'in' : 'late', span(Math.max(60000, Math.abs(left))));
    if (lost) text += ' ' + say('device');
    if (words.in && e.textContent !== text) e.textContent = text;
    e.classList.toggle('over', left < -30000);
  }
  for (const e of $$('[data-clock]')) e.textContent = zulu(now());
};
part(() => { if (served) { count(); setInterval(count, 10000); } });

// Live fragments. A row that has the focus or an open form is never touched.
const areas = $$('[data-live]');
const slow = navigator.connection?.saveData || /2g/.test(navigator.connection?.effectiveType ?? '');
const base = slow ? 120000 : 30000;
const seen = new Map(areas.map((a) => [a.dataset.live, a.dataset.version]));
let paused = false, fresh = served || now(), tried = Date.now(), streamed = 0, owed = false, behind = false;
const alive = () => streamed > Date.now() - 60000;

const busy = (e) => (e.contains(document.activeElement) && document.activeElement !== document.body)
  || !!$('details[open] form', e)
  || $$('input:not([type=hidden]),textarea', e).some((i) => i.value !== i.defaultValue);
const same = (a, b) => {
  if (a.textContent.replace(/\s+/g, '') !== b.textContent.replace(/\s+/g, '')) return false;
  return a.className === b.className;
};

// Puts the children of `next` into `old`, leaving held rows where they are; counts what changed.
const merge = (old, next) => {
  const before = new Map($$('[data-row]', old).map((r) => [r.dataset.row, r]));
  const held = [...before.values()].filter(busy);
  let changed = 0;
  for (const r of $$('[data-row]', next)) {
    const was = before.get(r.dataset.row);
    const due = was && $('[data-due]', was), to = $('[data-due]', r);
    if (due && to && due.dataset.due === to.dataset.due) to.textContent = due.textContent, to.className = due.className;
    if (!was || !same(was, r)) { changed++; r.classList.add('fresh'); }
  }
  for (const d of $$('details[open][id]', old)) { const n = $('#' + CSS.escape(d.id), next); if (n) n.open = true; }
  const inside = old.contains(document.activeElement) && document.activeElement !== document.body;
  if (!held.length && !inside) {
    old.replaceChildren(...next.childNodes);
    return changed;
  }
  owed = true;
  for (const r of held) $$('[data-row]', next).find((n) => n.dataset.row === r.dataset.row)?.remove();
  for (const list of $$('[data-rows]', old)) {
    const to = $$('[data-rows]', next).find((l) => l.dataset.rows === list.dataset.rows);
    if (!to) continue;
    const keep = [...list.children].filter((r) => held.includes(r) || r.contains(document.activeElement));
    const at = keep.map((k) => [...list.children].indexOf(k));
    for (const c of [...list.childNodes]) if (!keep.includes(c)) c.remove();
    // A held row keeps its place among its neighbours, so nothing slides under the hand.
    const rows = [...to.children];
    rows.forEach((r, i) => {
      const behind = keep.find((k, n) => at[n] > i);
      behind ? behind.before(r) : list.append(r);
    });
  }
  for (const p of $$('[data-part]', old)) {
    const to = $$('[data-part]', next).find((n) => n.dataset.part === p.dataset.part);
    if (to && !p.contains(document.activeElement)) p.replaceWith(to);
  }
  return changed;
};

const refresh = async () => {
  tried = Date.now();
  owed = false;
  let missed = false;
  for (const area of areas) {
    const name = area.dataset.fragment;
    try {
      const x = await ask(location.href, name, area.tag);
      if (x.status === 304) { fresh = now(); continue; }
      const next = x.status === 200 && x.response && $(`[data-fragment="${name}"]`, x.response);
      if (!next) throw x.status;
      area.tag = x.getResponseHeader('ETag');
      if (next.dataset.version) seen.set(area.dataset.live, next.dataset.version);
      const n = merge(area, document.adoptNode(next));
      fresh = now();
      if (n) announce(say('changed', n));
    } catch { missed = true; }
  }
  behind = missed;
  count();
  watch();
};

const watch = () => {
  const age = Math.max(0, now() - fresh), t = zulu(fresh);
  const was = lost;
  lost = age > 3 * base;
  if (was !== lost) count();
  const late = age > 1.5 * base && !paused;
  const text = $('[data-lost-text]');
  bar('lost', 'warning', lost ? say('lost', '', t) + ' ' + (text?.textContent ?? '') : '');
  bar('stale', 'caution', late && !lost ? say('stale', span(age)) : '');
  const live = alive();
  for (const p of $$('[data-pulse]')) {
    p.textContent = say(paused ? 'paused' : live ? 'live' : 'age', span(age), new Date(fresh).toISOString().slice(11, 19) + 'Z');
    p.classList.toggle('on', !paused && !late);
  }
  for (const b of $$('[data-pause]')) {
    b.hidden = false;
    b.textContent = say(paused ? 'resume' : 'pause');
    b.setAttribute('aria-pressed', paused);
  }
};

const tick = () => {
  if (document.hidden || paused) return watch();
  // With a beating stream nothing changed unless it said so; a check every five minutes is enough.
  if (alive() && !behind && streamed > tried) fresh = Math.max(fresh, streamed + offset);
  const every = alive() && !behind ? 300000 : base;
  const passed = $$('[data-live] [data-due]').some((e) => { const d = Date.parse(e.dataset.due) + 2000; return d < now() && d > tried + offset; });
  if (Date.now() - tried > every || passed) refresh(); else watch();
};

part(() => {
  if (!areas.length || !words.age) return;
  watch();
  setInterval(tick, 1000);
  on('visibilitychange', () => { if (!document.hidden && !paused && Date.now() - tried > 5000) refresh(); });
  on('online', refresh, window);
  on('click', (e) => {
    if (e.target.closest('[data-pause]')) { paused = !paused; paused ? watch() : refresh(); }
    if (e.target.closest('[data-refresh]') && !e.ctrlKey && !e.metaKey) { e.preventDefault(); refresh(); }
  });
  on('focusout', () => setTimeout(() => { if (owed && !paused && Date.now() - tried > 1000) refresh(); }, 1500));
});

// One stream per browser: the tab that holds the lock listens and tells the others topic and version.
part(() => {
  const url = root.dataset.stream;
  if (!url || slow || !areas.length || !navigator.locks || !window.BroadcastChannel || !window.EventSource) return;
  const others = new BroadcastChannel('cordon');
  let soon = 0;
  const heard = (line) => {
    streamed = Date.now();
    const [topic, version] = line.split(' ');
    if (!version || seen.get(topic) === version) return;
    seen.set(topic, version);
    if (!areas.some((a) => a.dataset.live === topic)) return;
    behind = true;
    if (document.hidden || paused) { tried = 0; return; }
    clearTimeout(soon);
    // A little apart, so that a thousand boards do not ask in the same instant.
    soon = setTimeout(refresh, 100 + Math.random() * 400);
  };
  others.onmessage = (e) => heard(String(e.data));
  navigator.locks.request('cordon-stream', () => new Promise(() => {
    const stream = new EventSource(url);
    const tell = (e) => { heard(e.data); others.postMessage(e.data); };
    stream.onmessage = tell;
    stream.addEventListener('beat', tell);
    stream.onerror = () => { if (stream.readyState === 2) streamed = 0; };
  })).catch(() => {});
});

// Single keys, outside fields, unless switched off.
part(() => {
  if (root.dataset.keys !== 'on') return;
  const go = { w: '/watch', m: '/movements', p: '/principals', i: '/inbox', a: '/assets', s: '/duty-stations' };
  let g = 0;
  const here = () => document.activeElement?.closest('[data-row]');
  const open = (row) => $('[data-open]', row) ?? $('a', row);
  on('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.target.closest?.('input,select,textarea,[contenteditable]')) return;
    const k = e.key;
    if (g && Date.now() - g < 1500) {
      g = 0;
      if (go[k]) { e.preventDefault(); location.assign(go[k]); return; }
    }
    if (k === 'g') { g = Date.now(); return; }
    if (k === '?') { location.assign('/help/keys'); return; }
    if (k === '/') { const q = $('#q'); if (q) { e.preventDefault(); q.focus(); } return; }
    if (k === 'j' || k === 'k') {
      const rows = $$('[data-row]').filter((r) => r.checkVisibility?.() ?? r.offsetParent);
      const to = rows[Math.max(0, rows.indexOf(here()) + (k === 'j' ? 1 : -1))];
      const link = to && open(to);
      if (link) { e.preventDefault(); link.focus(); to.scrollIntoView({ block: 'nearest' }); }
      return;
    }
    const row = here();
    const deed = row && /^[a-z]$/.test(k) && $(`[data-key="${k}"]`, row);
    if (deed) {
      e.preventDefault();
      deed.click();
      if (deed.parentElement.open) $('select,input:not([type=hidden])', deed.parentElement)?.focus();
    }
  });
});

// Filters are sent on change; the button stays for those without script.
on('change', (e) => { if (e.target.form?.matches('[data-autosubmit]')) e.target.form.requestSubmit(); });

// Suggestions under a search field: options out of a document.
part(() => {
  const wait = new WeakMap();
  on('input', (e) => {
    const i = e.target, url = i.dataset?.choices, q = i.value.trim();
    if (!url || q.length < 2 || slow) return;
    clearTimeout(wait.get(i));
    wait.set(i, setTimeout(async () => {
      try {
        const x = await ask(url + (url.includes('?') ? '&' : '?') + 'q=' + encodeURIComponent(q), 'choices');
        if (x.status === 200 && i.value.trim() === q) i.list?.replaceChildren(...$$('option', x.response).map((o) => document.adoptNode(o)));
      } catch { /* typing on is enough */ }
    }, 250));
  });
});

// Drafts: kept on the server four seconds after a pause, and on leaving.
part(() => {
  for (const form of $$('form[data-draft]')) {
    const line = $('[data-draft-line]', form);
    let pause = 0, dirty = false;
    const keep = async (leaving) => {
      clearTimeout(pause);
      if (!dirty) return;
      dirty = false;
      const body = new URLSearchParams();
      for (const [k, v] of new FormData(form)) {
        if (typeof v === 'string' && form.elements[k]?.type !== 'password') body.append(k, v);
      }
      try {
        const r = await fetch(form.dataset.draft, { method: 'POST', body, keepalive: leaving === true, redirect: 'manual' });
        if (!r.ok) throw r.status;
        if (line) line.textContent = say('draft', '', zulu(now()));
      } catch {
        dirty = true;
        if (line) line.textContent = say('nodraft');
      }
    };
    on('input', () => { dirty = true; clearTimeout(pause); pause = setTimeout(keep, 4000); }, form);
    on('submit', () => { dirty = false; clearTimeout(pause); }, form);
    on('visibilitychange', () => { if (document.hidden) keep(true); });
  }
});

// Outbox: check-ins that could not be sent yet. The form key makes repeating safe.
part(() => {
  const box = 'cordon-outbox', url = '/today/reports';
  const read = () => { try { return JSON.parse(localStorage.getItem(box)) ?? []; } catch { return []; } };
  const write = (all) => { try { all.length ? localStorage.setItem(box, JSON.stringify(all)) : localStorage.removeItem(box); return true; } catch { return false; } };
  const show = () => {
    for (const list of $$('[data-outbox-list]')) {
      list.replaceChildren(...read().map((r) => make('li', '', say(r.no ? 'refused' : 'kept', '', zulu(Date.parse(r.at))))));
    }
  };
  const send = async (r) => {
    const answer = await fetch(url, {
      method: 'POST', redirect: 'manual', headers: { 'X-Outbox': '1' }, signal: AbortSignal.timeout?.(15000),
      body: new URLSearchParams({ form_key: r.key, leg: r.leg, kind: r.kind, at: r.at }),
    });
    // A redirect is the sign-in form or a page: neither says that the report was received.
    return answer.type === 'opaqueredirect' ? 303 : answer.status;
  };
  // The one tab that holds the lock sends; 204 alone means received.
  const flush = async () => {
    let done = 0;
    for (const r of read().filter((r) => !r.no)) {
      let status;
      try { status = await send(r); } catch { break; }
      if (status === 204) done++;
      else if (![400, 403, 404, 409, 410, 422].includes(status)) break;
      write(read().flatMap((o) => o.key !== r.key ? [o] : status === 204 ? [] : [{ ...o, no: 1 }]));
    }
    show();
    if (done && $('form[data-outbox]') && !$('details[open]', $('form[data-outbox]'))) location.reload();
  };
  const one = () => navigator.locks ? navigator.locks.request('cordon-outbox', { ifAvailable: true }, (l) => l && flush()) : flush();
  show();
  if (read().length) one();
  on('online', one, window);
  setInterval(() => { if (!document.hidden && read().some((r) => !r.no)) one(); }, 20000);

  on('submit', async (e) => {
    const form = e.target;
    if (form.matches('[data-outbox]') && e.submitter) {
      e.preventDefault();
      const value = (n) => form.elements[n]?.value ?? '';
      const r = { at: new Date(now()).toISOString(), kind: e.submitter.value, leg: value('leg'), key: value('form_key') };
      const text = e.submitter.textContent;
      if (form.sending) return;
      form.sending = true;
      e.submitter.textContent = say('sending');
      let status = 0;
      try { status = navigator.onLine ? await send(r) : 0; } catch { /* kept below */ }
      form.sending = false;
      e.submitter.textContent = text;
      if (status === 204) return location.reload();
      // The server answered otherwise: let its own page say why.
      const native = () => {
        const kind = make('input');
        kind.type = 'hidden'; kind.name = 'kind'; kind.value = r.kind;
        form.append(kind);
        form.submit();
      };
      if (status) return native();
      if (!write([...read().filter((o) => o.key !== r.key), r])) return native();
      show();
      announce(say('kept', '', zulu(now())));
    }
    if (form.action.endsWith('/sign-out')) {
      const left = read().length;
      if (left && !form.warned) {
        e.preventDefault();
        form.warned = true;
        bar('unsent', 'caution', say('unsent', left));
      } else {
        write([]);
        sessionStorage.clear();
      }
    }
  });
});

// The session ends: warn two minutes before, with a way to stay.
part(() => {
  // Read anew each time: a page that sends without being loaded again moves it.
  const ends = () => Date.parse(root.dataset.sessionEnds);
  if (!ends()) return;
  const stay = make('button', 'button quiet', say('stay'));
  stay.type = 'button';
  stay.onclick = async () => {
    try {
      const r = await fetch('/me/sessions/stay', { method: 'POST', redirect: 'manual' });
      if (r.ok) root.dataset.sessionEnds = r.headers.get('X-Session-Ends') || new Date(now() + 9e5).toISOString();
    } catch { /* the bar stays */ }
    check();
  };
  const check = () => {
    const left = ends() - now();
    bar('ending', 'caution', left < 120000 ? say('ending', span(Math.max(0, left))) : '', stay);
  };
  check();
  setInterval(check, 5000);
});

// Service worker: keeps hashed assets and the offline page, nothing else.
part(() => {
  if (!navigator.serviceWorker) return;
  const worker = '/sw.js';
  const policy = window.trustedTypes?.createPolicy('cordon', { createScriptURL: (u) => { if (u !== worker) throw new TypeError(u); return u; } });
  navigator.serviceWorker.register(policy ? policy.createScriptURL(worker) : worker).catch(() => {});
});
