// Keeps the page of the door and its files, so that it opens without network. It keeps no answer of the server's.
"use strict";
const KEPT = "door:";
const CACHE = `${KEPT}${DOOR.page}:${DOOR.version}`;
const FILES = new Set(DOOR.files);

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(DOOR.files);
      const page = await fetch(DOOR.page, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
      if (page?.ok) await cache.put(DOOR.page, page);
      else await takeOver(cache);
      await self.skipWaiting();
    })(),
  );
});

// A version that is installed while nobody is signed in goes on with the page of the one before.
async function takeOver(cache) {
  for (const name of await caches.keys()) {
    const page = name.startsWith(`${KEPT}${DOOR.page}:`) && name !== CACHE && (await (await caches.open(name)).match(DOOR.page));
    if (page) await cache.put(DOOR.page, page);
  }
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(`${KEPT}${DOOR.page}:`) && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === DOOR.page) event.respondWith(page(request, url));
  else if (FILES.has(url.pathname)) event.respondWith(file(request));
});

// The page from the network; as it was kept where the network does not answer in time, or the server is broken.
async function page(request, url) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (answer.ok && !url.search) await cache.put(DOOR.page, answer.clone());
    if (answer.status < 500) return answer;
    return (await cache.match(DOOR.page)) ?? answer;
  } catch (fault) {
    const kept = await cache.match(DOOR.page);
    if (kept) return kept;
    throw fault;
  }
}

// A navigation takes no signal, so the time is measured beside it.
function late() {
  return new Promise((_done, fail) => setTimeout(() => fail(new Error("timeout")), DOOR.timeout));
}

async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
