/* Gives the touch screen its page while the network is away. It keeps nothing itself: the page fills the cache. */
(() => {
  "use strict";
  const WAIT = 4_000;
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  const kept = async (request, otherwise) => (await caches.match(request, { ignoreVary: true })) || otherwise;
  const answer = async (request) => {
    const late = new AbortController(), timer = setTimeout(() => late.abort(), WAIT);
    try {
      const fresh = await fetch(request, { signal: late.signal });
      return fresh.status >= 500 ? kept(request, fresh) : fresh;
    } catch {
      return kept(request, Response.error());
    } finally {
      clearTimeout(timer);
    }
  };
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.method === "GET" && new URL(request.url).origin === self.location.origin) event.respondWith(answer(request));
  });
})();
