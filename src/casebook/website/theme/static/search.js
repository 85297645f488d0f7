/* The search page. Sphinx finds (its index, its scores); this shows: our words, our list, and no word from behind a gate.
   Loaded between searchtools.js and searchindex.js: the index, on arrival, calls Search.query, which is ours by then. */
(function () {
  "use strict";
  var status = document.getElementById("search-status");
  var results = document.getElementById("search-results");
  var root = document.documentElement.dataset.content_root;
  var SHOWN = 60;
  /* Sphinx looks words up in plain objects, where "constructor" would be found; it needs this one method of theirs. */
  var BARE = Object.create(null);
  BARE.hasOwnProperty = Object.prototype.hasOwnProperty;
  var pages = {};

  /* searchtools.js asks for these of a script that marks found words on the pages, which we do without. */
  window.SPHINX_HIGHLIGHT_ENABLED = false;

  function plain(html) {
    return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
  }

  function add(parent, tag, text) {
    var element = parent.appendChild(document.createElement(tag));
    if (text) element.textContent = text;
    return element;
  }

  /* Return a page's readable text, without what its reader has yet to decide or to answer. */
  function textOf(url) {
    if (!pages[url]) {
      pages[url] = fetch(url).then(function (answer) { return answer.text(); }).then(function (html) {
        var page = new DOMParser().parseFromString(html, "text/html");
        var main = page.querySelector("main");
        Array.prototype.forEach.call(main.querySelectorAll("h1, .gate, .key, .turn, .kicker, script, button, .unseen"), function (each) { each.remove(); });
        var about = page.querySelector("meta[name=description]");
        return { text: main.textContent.replace(/\s+/g, " "), about: about ? about.content : "" };
      });
    }
    return pages[url];
  }

  function summarise(item, url, words) {
    textOf(url).then(function (page) {
      var low = page.text.toLowerCase();
      var at = -1;
      var found = "";
      words.forEach(function (word) {
        var here = low.indexOf(word);
        if (here >= 0 && (at < 0 || word.length > found.length)) { at = here; found = word; }
      });
      var p = add(item, "p");
      if (at < 0) { p.textContent = page.about; return; }
      var from = Math.max(0, at - 40);
      p.append(from ? "…" : "", page.text.slice(from, at));
      add(p, "mark", page.text.slice(at, at + found.length));
      p.append(page.text.slice(at + found.length, at + found.length + 90), "…");
    }).catch(function () { /* A summary is a courtesy; without it the title stands alone. */ });
  }

  /* Say whether a page holds every word, whole or, as Sphinx has it for longer ones, as part of another. */
  function hasAll(name, words) {
    var page = Search._index.docnames.indexOf(name);
    function holds(pages) { return pages === page || (Array.isArray(pages) && pages.indexOf(page) >= 0); }
    return Array.from(words).every(function (word) {
      return [Search._index.terms, Search._index.titleterms].some(function (held) {
        if (holds(held[word])) return true;
        return word.length > 2 && Object.keys(held).some(function (each) { return each.indexOf(word) >= 0 && holds(held[each]); });
      });
    });
  }

  /* Put pages that have every word in their own title first, and among equals cases before frameworks, tools and the rest. */
  function inOrder(found, query) {
    var words = query.toLowerCase().match(/[\u3400-\u4dbf\u4e00-\u9fff]+|[0-9a-z_]+/g) || [];
    var kinds = ["cases/", "frameworks/", "tools/"];
    function ranked(each) {
      var title = plain(Search._index.titles[Search._index.docnames.indexOf(each[0])]).toLowerCase();
      var kind = kinds.findIndex(function (kind) { return each[0].indexOf(kind) === 0; });
      var named = words.length > 0 && words.every(function (word) { return title.indexOf(word) >= 0; });
      return { found: each, named: named, score: each[4], kind: kind < 0 ? kinds.length : kind };
    }
    return found.map(ranked).sort(function (a, b) {
      return b.named - a.named || b.score - a.score || a.kind - b.kind;
    }).map(function (each) { return each.found; });
  }

  function show(query) {
    var parsed = Search._parseQuery(query);
    /* Sphinx passes over numbers, and counts a page that lacks one of the short words; both matter here. */
    splitQuery(query.toLowerCase()).forEach(function (word) { if (/^\d+$/.test(word)) parsed[1].add(word); });
    [Search._index.terms, Search._index.titleterms].forEach(function (held) { Object.setPrototypeOf(held, BARE); });
    var found = Search._performSearch.apply(Search, parsed).filter(function (each) { return hasAll(each[0], parsed[1]); });
    /* Whole phrases first: in Chinese the index knows pairs of characters, and a pair is a poor excerpt. */
    var words = [query.trim().toLowerCase()].concat(splitQuery(query.trim().toLowerCase()));
    Search.stopPulse();
    results.textContent = "";
    var list = add(results, "ol");
    inOrder(found.reverse(), query).slice(0, SHOWN).forEach(function (each) {
      var item = add(list, "li");
      var url = root + each[0] + DOCUMENTATION_OPTIONS.LINK_SUFFIX;
      var link = add(item, "a", plain(each[1]).replace(" > ", " › "));
      link.href = url + each[2];
      /* Files opened from a folder may not read one another. */
      if (location.protocol !== "file:") summarise(item, url, words);
    });
    results.hidden = !found.length;
    var label = !found.length ? "none" : found.length === 1 ? "one" : "many";
    status.textContent = status.dataset[label].replace("{n}", found.length).replace("{query}", function () { return query.trim(); });
  }

  Search.query = show;
  Search.startPulse = function () {};

  var query = (new URLSearchParams(location.search).get("q") || "").trim();
  var field = document.querySelector("#words");
  if (query) field.value = query;
  /* Sphinx empties every field of this name when it starts, and with it what a quick reader has typed by then. */
  field.form.addEventListener("submit", function () { field.name = "q"; });
  Search._queued_query = query || null;
  if (query) status.textContent = status.dataset.running;
  addEventListener("load", function () {
    if (query && !Search.hasIndex()) status.textContent = status.dataset.failed;
  });
})();
