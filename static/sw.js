// Keeps two kinds of things: assets with a hash in their name, and /offline, which holds nothing of a person.
// Pages are never kept, so nothing old can look current.
const keep = 'cordon-1', page = '/offline', most = 8;

self.addEventListener('install', (e) => {
  self.skipWaiting();
  e.waitUntil(caches.open(keep).then((c) => c.add(new Request(page, { credentials: 'same-origin', cache: 'reload' }))).catch(() => {}));
});

self.addEventListener('activate', (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== keep) await caches.delete(name);
  await self.clients.claim();
})()));

const asset = async (request) => {
  const c = await caches.open(keep);
  const had = await c.match(request);
  if (had) return had;
  const got = await fetch(request);
  if (got.ok) {
    await c.put(request, got.clone());
    const old = (await c.keys()).filter((r) => new URL(r.url).pathname !== page);
    for (const r of old.slice(0, Math.max(0, old.length - most))) await c.delete(r);
  }
  return got;
};

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url);
  if (url.origin !== location.origin) return;
  if (e.request.mode === 'navigate') {
    e.respondWith(fetch(e.request).catch(async () => (await caches.match(page)) ?? Response.error()));
  } else if (e.request.method === 'GET' && /^\/static\/.*[.-][0-9a-f]{8,}\.(css|js)$/.test(url.pathname)) {
    e.respondWith(asset(e.request));
  }
});
