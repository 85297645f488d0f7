/* Installing and reading offline, on every page: the manifest, the worker that keeps what was read, and a word when a new
   edition is there. Which edition is kept stands in the cache itself, and so goes when the cache goes. */
(function () {
  "use strict";
  if (!/^https?:$/.test(location.protocol)) return; /* opened from a folder, everything is there */
  var html = document.documentElement;
  var words = document.currentScript.dataset;
  var root = new URL(html.dataset.content_root + "../", location.href).href;
  var NAME = "casebook:" + new URL(root).pathname; /* the worker's cache */
  var DISMISSED = "casebook:" + html.dataset.course + ":edition-dismissed";

  var link = document.createElement("link");
  link.rel = "manifest";
  link.crossOrigin = "use-credentials"; /* or a site that asks who one is would refuse it */
  link.href = root + html.dataset.language + "/manifest.webmanifest";
  document.head.appendChild(link);
  if (!isSecureContext || !("serviceWorker" in navigator && "caches" in window)) return;

  function open() {
    return caches.open(NAME);
  }

  function addressOf(name) {
    return root + name.split("/").map(encodeURIComponent).join("/");
  }

  /* Ask the web itself for a file: by this mode, which nothing else on a page asks in, the worker knows that its own will not do. */
  function newest(name, signal) {
    return fetch(addressOf(name), { mode: "same-origin", cache: "no-store", signal: signal }).then(function (answer) {
      if (answer.status !== 200) throw new Error("no " + name);
      return answer;
    });
  }

  function put(cache, name, body, type) {
    return cache.put(addressOf(name), new Response(body, { headers: { "Content-Type": type } }));
  }

  function json(answer) {
    return answer ? answer.json() : null;
  }

  function kept(cache, name) {
    return cache.match(addressOf(name)).then(json).catch(function () { return null; });
  }

  /* Return the names of the files of the course that are kept. */
  function names(cache) {
    return cache.keys().then(function (requests) {
      return requests.map(function (request) { return decodeURIComponent(request.url.slice(root.length)); })
        .filter(function (name) { return name !== "edition.json" && name !== "offline.json"; });
    });
  }

  function keep(cache, name, answer) {
    return answer.blob().then(function (body) { return put(cache, name, body, answer.headers.get("Content-Type") || ""); });
  }

  function isSame(cache, name, hash) {
    return cache.match(addressOf(name)).then(function (answer) {
      return answer && answer.arrayBuffer().then(function (body) { return crypto.subtle.digest("SHA-256", body); }).then(function (digest) {
        return hash === Array.from(new Uint8Array(digest, 0, 4), function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
      });
    });
  }

  /* Work on all, a few at a time. The first failure ends it, once what is under way is done: nothing comes after the end. */
  function each(all, work) {
    var next = 0;
    var failed = [];
    function go() {
      return next < all.length ? Promise.resolve(work(all[next++])).then(go) : null;
    }
    function fail(error) {
      next = all.length;
      failed.push(error);
    }
    return Promise.all([0, 1, 2, 3].map(function () { return Promise.resolve(go()).catch(fail); })).then(function () {
      if (failed.length) throw failed[0];
    });
  }

  function note(cache, edition) {
    var now = new Date();
    var day = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    return put(cache, "edition.json", JSON.stringify({ edition: edition, day: day }), "application/json");
  }

  /* Bring what is kept, or the whole course, to the edition of a list: fetch what differs, drop what is gone, note the edition. */
  function bring(cache, list, whole, told, signal) {
    return names(cache).then(function (held) {
      var wanted = whole ? Object.keys(list.files) : held.filter(function (name) { return name in list.files; });
      var all = wanted.reduce(function (sum, name) { return sum + list.files[name][0]; }, 0);
      var done = 0;
      return each(wanted, function (name) {
        return isSame(cache, name, list.files[name][1]).then(function (same) {
          return same || newest(name, signal).then(function (answer) { return keep(cache, name, answer); });
        }).then(function () {
          done += list.files[name][0];
          told(done / all);
        });
      }).then(function () {
        return each(held.filter(function (name) { return !(name in list.files); }), function (name) {
          return cache.delete(addressOf(name));
        });
      });
    }).then(function () {
      return Promise.all([put(cache, "offline.json", JSON.stringify(list), "application/json"), note(cache, list.edition)]);
    });
  }

  /* The page on which the worker was installed came without it, and so did what the page shows. The browser still has them. */
  function begin(cache, edition) {
    var icon = document.querySelector("link[rel=icon]").href; /* which may come late */
    var here = performance.getEntriesByType("resource").map(function (entry) { return entry.name; }).concat(location.href, icon, root + "offline.html");
    return each(here.filter(function (url) { return url.indexOf(root) === 0; }), function (url) {
      var name = decodeURIComponent(url.slice(root.length).split(/[?#]/)[0]).replace(/(^|\/)$/, "$1index.html").replace(/\/[^./]+$/, "$&.html");
      if (!/\.\w+$/.test(name) || /^(edition|offline)\.json$/.test(name)) return;
      return fetch(url, { cache: name === "offline.html" ? "default" : "force-cache" }).then(function (answer) {
        return answer.status === 200 && keep(cache, name, answer);
      }).catch(function () { /* then it is kept when it is read again */ });
    }).then(function () { return note(cache, edition); });
  }

  function check(cache) {
    return Promise.all([newest("edition.json").then(json), kept(cache, "edition.json")]).then(function (both) {
      if (!both[1]) return begin(cache, both[0].edition);
      var dismissed = null;
      try { dismissed = localStorage.getItem(DISMISSED); } catch (error) { /* then it is said again */ }
      if (both[0].edition !== both[1].edition && both[0].edition !== dismissed) announce(cache, both[0].edition);
    }).catch(function () { /* out of reach: what is kept is read as it is */ });
  }

  /* There from the start, and empty: what appears in it later is read out, and moves nothing on the page. */
  var bar = document.createElement("section");
  var said = bar.appendChild(document.createElement("p"));
  bar.className = "notice";
  said.setAttribute("role", "status");
  document.querySelector(".sheet").before(bar);

  function announce(cache, edition) {
    var acts = bar.appendChild(document.createElement("div"));
    var busy = null;

    function button(label, style, act) {
      var made = acts.appendChild(document.createElement("button"));
      made.type = "button";
      made.className = style;
      made.textContent = label;
      made.addEventListener("click", act);
    }

    button(words.update, "", function () {
      if (busy) return;
      busy = new AbortController();
      said.textContent = words.updating;
      newest("offline.json", busy.signal).then(json).then(function (list) { return bring(cache, list, false, function () {}, busy.signal); }).then(function () {
        location.reload();
      }).catch(function () {
        busy = null;
        said.textContent = words.failed;
      });
    });
    button(words.later, "quiet", function () {
      if (busy) busy.abort();
      try { localStorage.setItem(DISMISSED, edition); } catch (error) { /* then it is said again */ }
      bar.remove();
      html.style.removeProperty("--below");
      document.getElementById("content").focus({ preventScroll: true });
    });

    acts.className = "acts";
    bar.setAttribute("aria-label", words.title);
    said.textContent = words.new;
    html.style.setProperty("--below", bar.offsetHeight + "px"); /* what sticks to the foot of the window stays in sight */
  }

  /* After the page itself has loaded. Fails where the browser refuses. */
  var ready = new Promise(function (done, fail) {
    addEventListener("load", function () {
      navigator.serviceWorker.register(root + "sw.js").catch(fail);
      navigator.serviceWorker.ready.then(done); /* not after registering, which offline may take its time */
    });
  }).then(function () {
    /* The worker takes over at once; but not a page that was reloaded past it, on purpose. */
    return navigator.serviceWorker.controller || new Promise(function (done) {
      navigator.serviceWorker.addEventListener("controllerchange", done);
      setTimeout(done, 1000);
    });
  }).then(open).then(function (cache) {
    return check(cache).then(function () { return cache; });
  });
  ready.catch(function () { /* the panel says so */ });

  /* Delete what is kept; return the cache for what will be. */
  function forget() {
    return caches.delete(NAME).then(open);
  }

  window.casebook.offline = { ready: ready, newest: newest, names: names, kept: kept, put: put, bring: bring, forget: forget };
})();
