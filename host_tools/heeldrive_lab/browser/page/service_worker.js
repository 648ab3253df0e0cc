// Keeps the page's files, so that it works without a network after the first visit. FILES and VERSION stand above.

const CACHE = `heeldrive ${VERSION}`;

addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => skipWaiting()));
});

function isOlder(name) {
  return name.startsWith("heeldrive ") && name !== CACHE;
}

addEventListener("activate", (event) => {
  const drop = (names) => Promise.all(names.filter(isOlder).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  event.respondWith(
    caches.open(CACHE).then(async (cache) => (await cache.match(event.request)) ?? fetch(event.request)),
  );
});
