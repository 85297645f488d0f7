/* The search page. Sphinx finds (its index, its scores); this shows: our words, our list, and no word from behind a gate.
   Loaded between searchtools.js and searchindex.js: the index, on arrival, calls Search.query, which is ours by then. */
(function () {
  "use strict";
  var status = document.getElementById("search-status");
  var results = document.getElementById("search-results");
  var root = document.documentElement.dataset.content_root;
  var SHOWN = 60;
  var KEPT = 64; /* files of terms, of 20 kB at most */
  /* Sphinx looks words up in plain objects, where "constructor" would be found; it needs this one method of theirs. */
  var BARE = Object.create(null);
  BARE.hasOwnProperty = Object.prototype.hasOwnProperty;
  var pages = {};
  /* The files of terms by number: those asked for, and what those hold that have come. */
  var files = {};
  var loaded = {};

  /* searchtools.js asks for these of a script that marks found words on the pages, which we do without. */
  window.SPHINX_HIGHLIGHT_ENABLED = false;

  function plain(html) {
    if (!/[&<]/.test(html)) return html.trim();
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

  /* Return the pages that search_index.py wrote. */
  function pagesOf(written) {
    var found = [];
    var page = 0;
    (written ? written.split(" ") : []).forEach(function (step) {
      var more = parseInt(step, 36);
      if (more >= 0) found.push(page += more);
      else for (; more < 0; more++) found.push(++page);
    });
    return found;
  }

  /* Return the number of the file that would hold a term: the last that begins with it or before it. */
  function fileOf(term) {
    var low = 0;
    var high = Search._index.firsts.length;
    while (high - low > 1) {
      var middle = (low + high) >> 1;
      if (Search._index.firsts[middle] <= term) low = middle;
      else high = middle;
    }
    return low;
  }

  function addressOf(number) {
    return root + "searchterms/" + String(number).padStart(3, "0") + ".js?v=" + Search._index.version;
  }

  /* Where the browser keeps what was read, let it keep the whole index: who has searched once can then search offline. */
  function keepAll() {
    if (!navigator.serviceWorker || !navigator.serviceWorker.controller || Search._index.firsts.length > KEPT) return;
    Search._index.firsts.forEach(function (_, number) { fetch(addressOf(number)).catch(function () { /* another time */ }); });
  }

  /* Load files of terms, and say when all have come. */
  function load(numbers) {
    return Promise.all(numbers.map(function (number) {
      if (!files[number]) {
        files[number] = new Promise(function (done, fail) {
          var script = document.createElement("script");
          script.src = addressOf(number);
          script.onload = function () { if (loaded[number]) done(); else fail(new Error("an older index")); };
          script.onerror = fail;
          document.head.appendChild(script);
        });
      }
      return files[number];
    }));
  }

  /* Load the words of a query, and of longer ones the words that begin with them, into the index, where Sphinx looks for them. */
  function loadTerms(words) {
    var stretches = words.map(function (word) {
      var end = fileOf(word.length > 2 ? word + "\uffff" : word);
      return { word: word, numbers: Array.from({ length: end - fileOf(word) + 1 }, function (_, more) { return fileOf(word) + more; }) };
    });
    var needed = Search._index.firsts.length ? new Set(stretches.flatMap(function (each) { return each.numbers; })) : [];
    return load(Array.from(needed)).then(function () {
      var terms = Search._index.terms = Object.create(BARE);
      var titles = Search._index.titleterms = Object.create(BARE);
      stretches.forEach(function (each) {
        each.numbers.forEach(function (number) {
          var held = loaded[number] || {};
          (each.word.length > 2 ? Object.keys(held) : [each.word]).forEach(function (term) {
            if (term.indexOf(each.word) || !Object.prototype.hasOwnProperty.call(held, term)) return;
            var pages = held[term].split(";");
            if (pages[0]) terms[term] = pagesOf(pages[0]);
            if (pages[1]) titles[term] = pagesOf(pages[1]);
          });
        });
      });
    });
  }

  /* Return the pages, by name, that hold every word, whole or, for longer ones, as the beginning of another. */
  function withAll(words) {
    var sets = words.map(function (word) {
      var found = new Set();
      [Search._index.terms, Search._index.titleterms].forEach(function (held) {
        Object.keys(held).forEach(function (term) {
          if (term === word || (word.length > 2 && term.indexOf(word) === 0)) held[term].forEach(found.add, found);
        });
      });
      return found;
    });
    return new Set(Search._index.docnames.filter(function (_, page) {
      return sets.every(function (each) { return each.has(page); });
    }));
  }

  /* Put pages that have every word in their own title first, and among equals cases before frameworks, tools and the rest. */
  function inOrder(found, query) {
    var words = query.toLowerCase().match(/[\u3400-\u4dbf\u4e00-\u9fff]+|[0-9a-z_]+/g) || [];
    var kinds = ["cases/", "frameworks/", "tools/"];
    var titles = new Map(Search._index.docnames.map(function (name, page) { return [name, Search._index.titles[page]]; }));
    function ranked(each) {
      var title = plain(titles.get(each[0])).toLowerCase();
      var kind = kinds.findIndex(function (kind) { return each[0].indexOf(kind) === 0; });
      var named = words.length > 0 && words.every(function (word) { return title.indexOf(word) >= 0; });
      return { found: each, named: named, score: each[4], kind: kind < 0 ? kinds.length : kind };
    }
    return found.map(ranked).sort(function (a, b) {
      return b.named - a.named || b.score - a.score || a.kind - b.kind;
    }).map(function (each) { return each.found; });
  }

  function find(query) {
    var parsed = Search._parseQuery(query);
    /* Sphinx passes over numbers, and counts a page that lacks one of the short words; both matter here. */
    splitQuery(query.toLowerCase()).forEach(function (word) { if (/^\d+$/.test(word)) parsed[1].add(word); });
    var words = Array.from(parsed[1]);
    loadTerms(words).then(function () {
      var whole = withAll(words);
      show(query, Search._performSearch.apply(Search, parsed).filter(function (each) { return whole.has(each[0]); }));
    }).catch(function () { status.textContent = status.dataset.failed; });
  }

  function show(query, found) {
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
      if (location.protocol !== "file:") whenSeen(item, function () { summarise(item, url, words); });
    });
    results.hidden = !found.length;
    var label = !found.length ? "none" : found.length === 1 ? "one" : "many";
    status.textContent = status.dataset[label].replace("{n}", found.length).replace("{query}", function () { return query.trim(); });
  }

  /* Do something when an element comes near what the reader sees: a summary takes a whole page. */
  function whenSeen(element, act) {
    new IntersectionObserver(function (entries, observer) {
      if (!entries.some(function (each) { return each.isIntersecting; })) return;
      observer.disconnect();
      act();
    }, { rootMargin: "300px" }).observe(element);
  }

  var setIndex = Search.setIndex;
  Search.setIndex = function (index) {
    index.filenames = index.docnames;
    index.terms = index.titleterms = Object.create(BARE);
    Object.keys(index.alltitles).forEach(function (title) {
      var byId = index.alltitles[title];
      index.alltitles[title] = Object.keys(byId).flatMap(function (id) {
        return pagesOf(byId[id]).map(function (page) { return [page, id || null]; });
      });
    });
    setIndex(index);
    keepAll();
  };
  Search.setTerms = function (version, number, terms) {
    if (version === Search._index.version) loaded[number] = terms;
  };
  Search.query = find;
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
