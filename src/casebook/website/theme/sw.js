/* The worker that keeps what was read. The web comes first, so that readers who are online always see the newest; what is kept
   stands in where the web cannot be reached, fails, or lets one wait. Other caches of this host are none of its business. */
(function () {
  "use strict";
  var scope = self.registration.scope;
  var name = "casebook:" + new URL(scope).pathname;
  var PATIENCE = 4000; /* milliseconds that a reader who has the page already waits for a newer one */
  var IMPATIENCE = 300; /* the same once the web has proved slow: a page is many files */
  var patience = PATIENCE;

  addEventListener("install", function () { skipWaiting(); });
  addEventListener("activate", function (event) { event.waitUntil(clients.claim()); });

  /* Return the address under which a file is kept: without query, written in one way, and whole where a server shortens it. */
  function keyOf(url) {
    var path = url.split(/[?#]/)[0].slice(scope.length);
    try { path = decodeURIComponent(path); } catch (error) { /* not one of ours, then */ }
    if (/(^|\/)$/.test(path)) path += "index.html";
    else if (!/\.[^/]*$/.test(path)) path += ".html";
    return scope + path.split("/").map(encodeURIComponent).join("/");
  }

  /* A page to sign in, to which a server may lead, is not the file that was asked for. */
  function isGood(answer) {
    return answer.status === 200 && answer.type === "basic" && answer.url.indexOf(scope) === 0;
  }

  /* Made anew, since an answer that came by a redirection may not stand in for a page. */
  function keep(key, answer) {
    var anew = new Response(answer.body, { headers: answer.headers });
    return caches.open(name).then(function (cache) { return cache.put(key, anew); });
  }

  function kept(key) {
    return caches.open(name).then(function (cache) { return cache.match(key, { ignoreVary: true }); }).catch(function () {});
  }

  function after(milliseconds) {
    return new Promise(function (done) { setTimeout(done, milliseconds); });
  }

  function answer(event) {
    var key = keyOf(event.request.url);
    var start = Date.now();
    var stored;
    var asked = fetch(event.request).then(function (found) {
      if (Date.now() - start < PATIENCE) patience = PATIENCE;
      if (isGood(found)) stored = keep(key, found.clone());
      return found.status < 500 ? found : kept(key).then(function (held) { return held || found; });
    });
    /* Where the browser has no room left, the page is shown all the same. */
    event.waitUntil(asked.then(function () { return stored; }).catch(function () {}));
    var late = after(patience).then(function () { return kept(key); }).then(function (held) {
      if (held) patience = IMPATIENCE;
      return held || asked;
    });
    return Promise.race([asked, late]).catch(function (lost) {
      return kept(key).then(function (held) {
        return held || (event.request.mode === "navigate" ? kept(scope + "offline.html") : null);
      }).then(function (held) {
        if (held) return held;
        throw lost;
      });
    });
  }

  /* Where the page wants to know what the web has now: that, or nothing. No error, as the console would show it to nobody's use. */
  function fresh(request) {
    function nothing() { return new Response(null, { status: 204 }); }
    return fetch(request).then(function (found) { return isGood(found) ? found : nothing(); }, nothing);
  }

  addEventListener("fetch", function (event) {
    var request = event.request;
    if (request.method !== "GET" || request.url.indexOf(scope) !== 0) return;
    event.respondWith(request.mode === "same-origin" ? fresh(request) : answer(event));
  });
})();
