// Keeps the page's files, so that it works without a network after the first visit. FILES and VERSION stand above.

// Another copy of the page may stand in another folder of the same server.
const KEPT = `heeldrive ${registration.scope} `;
const CACHE = KEPT + VERSION;

addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => skipWaiting()));
});

function isOlder(name) {
  return name.startsWith(KEPT) && name !== CACHE;
}

addEventListener("activate", (event) => {
  const drop = (names) => Promise.all(names.filter(isOlder).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(event.request, { ignoreSearch: true }))
      .then((kept) => kept ?? fetch(event.request)),
  );
});
