// The page of a stock count: a scan goes out by itself and the page stays. Without this script every scan is a form.
// Each scan has a key of its own, so that one whose answer was lost is sent again and counted once. What is not sent
// yet is shown and stays on this page only: serial numbers are never put into the browser's storage.

const root = document.documentElement;
const $ = (q, from = document) => from.querySelector(q);
const $$ = (q, from = document) => [...from.querySelectorAll(q)];
const form = $('form[data-scan]'), field = form.elements.typed, words = form.dataset;
const unsent = $('#unsent'), refused = $('#refused'), sending = $('#sending');
// Answers that will not change however often the same is sent.
const final = [400, 403, 404, 409, 410, 413, 415];
const queue = [];
let isSending = false, trouble = '', timer = 0, pause = 0;

const make = (tag, cls, text) => {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  e.textContent = text;
  return e;
};
const mark = (text) => {
  const code = make('code', '', text);
  code.dir = 'ltr';
  return code;
};
const tell = (kind, text) => {
  const bar = make('p', 'bar ' + kind, '');
  bar.id = 'last';
  bar.append(make('span', '', text));
  $('[data-part="said"]').replaceChildren(bar);
};

const post = (scan) => new Promise((done) => {
  const x = new XMLHttpRequest();
  x.open('POST', form.action);
  x.responseType = 'document';
  x.timeout = 20000;
  x.setRequestHeader('X-Fragment', 'scan');
  x.onloadend = () => done(x);
  x.send(new URLSearchParams({ form_key: scan.key, typed: scan.mark }));
});

// Puts the parts of the answer in their places, but not where somebody writes a reason.
const put = (answer) => {
  for (const to of $$('[data-part]', answer)) {
    const at = $(`main [data-part="${to.dataset.part}"]`);
    if (!at || $('details[open] form', at)) continue;
    for (const d of $$('details[open][id]', at)) {
      const next = $('#' + d.id, to);
      if (next) next.open = true;
    }
    at.replaceChildren(...to.childNodes);
  }
  if (document.activeElement === document.body) field.focus();
};

// A refused scan stays in sight with the server's reason.
const refuse = (scan, page) => {
  const why = (page && $('.oops h1 + p', page)?.textContent) || words.refused;
  const line = make('li', '', ' ' + why);
  line.prepend(mark(scan.mark));
  $('ul', refused).prepend(line);
  refused.hidden = false;
  tell('warning', scan.mark + ': ' + why);
};

const draw = () => {
  const isLate = trouble !== '' || (queue.length > 0 && Date.now() - queue[0].at > 1900);
  sending.textContent = queue.length && !isLate ? words.sending : '';
  const isCalm = !queue.length || !isLate;
  if (isCalm && unsent.contains(document.activeElement)) field.focus();
  unsent.hidden = isCalm;
  $('b', unsent).textContent = queue.length;
  $('ul', unsent).replaceChildren(...queue.map((scan) => {
    const line = make('li', '', '');
    line.append(mark(scan.mark));
    return line;
  }));
};

// One after the other, the oldest first; what got no answer is tried again, later each time.
const flush = async () => {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  while (queue.length) {
    draw();
    const x = await post(queue[0]);
    const answer = x.response && $('[data-fragment="scan"]', x.response);
    if (answer) put(document.adoptNode(answer));
    else if (final.includes(x.status)) refuse(queue[0], x.response);
    else {
      trouble = x.status === 401 ? 'ended' : 'lost';
      break;
    }
    trouble = '';
    pause = 0;
    root.dataset.sessionEnds = x.getResponseHeader('X-Session-Ends') ?? root.dataset.sessionEnds;
    queue.shift();
  }
  isSending = false;
  draw();
  if (!queue.length) return;
  tell('caution', words[trouble]);
  // After the end of a session only a hand sends on: somebody else may have signed in.
  pause = Math.min(30000, pause + 3000);
  if (trouble !== 'ended') timer = setTimeout(flush, pause);
};

document.addEventListener('submit', (e) => {
  if (e.target === form) {
    e.preventDefault();
    const typed = field.value.trim();
    field.value = '';
    field.focus();
    // Some scanners send Enter twice.
    if (!typed) return;
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    queue.push({ key, mark: typed, at: Date.now() });
    setTimeout(draw, 2000);
    if (trouble === 'ended') draw(); else flush();
  } else if (queue.length && e.target.closest('main')) {
    e.preventDefault();
    tell('caution', words.wait);
  }
});
$('button', unsent).addEventListener('click', flush);
addEventListener('online', () => { if (trouble !== 'ended') flush(); });
addEventListener('beforeunload', (e) => { if (queue.length) e.preventDefault(); });
