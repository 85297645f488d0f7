/* Answers keep themselves: each is stored a moment after the last key and when the page is left, under its item's key, with the
   time and the edition of the item that was answered. Practice adds its results to the same record (see practice.js). */
(function () {
  "use strict";
  var storage = window.casebook.storage;
  var forms = window.casebook.forms;
  var fill = window.casebook.page.fill;
  var articles = {}; /* by the key of their record */
  var waiting = {};
  var timer = null;
  var head = document.getElementById("graded-head");
  var graded = [];

  window.casebook.page.all(document, ".item[data-item]").forEach(function (article) {
    articles[keyOf(article)] = article;
    if (article.classList.contains("graded")) graded.push(article);
  });

  function keyOf(article) {
    var family = article.classList.contains("graded") ? "answer:" + head.dataset.assignment : "practice";
    return family + ":" + article.dataset.item;
  }

  /* Return what is kept of an item, or null; nothing that could not have been kept by us. */
  function recordOf(article) {
    var record = article.dataset.item ? storage.get(keyOf(article)) : article.record || null;
    return record && typeof record === "object" && "response" in record ? record : null;
  }

  /* The same, unless it is of another edition of the item: what came of those tries says nothing of this one. */
  function currentOf(article) {
    var record = recordOf(article);
    return record && record.edition === article.dataset.edition ? record : null;
  }

  /* Keep a record with the article's present answer; return whether it lasts. */
  function keep(article, more) {
    var record = {};
    var before = currentOf(article) || {};
    Object.keys(before).forEach(function (name) { record[name] = before[name]; });
    record.response = forms.read(article);
    record.at = new Date().toISOString();
    record.edition = article.dataset.edition;
    if ("share" in before && JSON.stringify(before.response) !== JSON.stringify(record.response)) record.share = null; /* not checked in these words */
    Object.keys(more || {}).forEach(function (name) { record[name] = more[name]; });
    if (!article.dataset.item) return (article.record = record) && true;
    if (record.response !== null || record.best) return storage.set(keyOf(article), record);
    storage.remove(keyOf(article));
    return true;
  }

  /* ---- What the page shows of it ---- */
  var unsaved = []; /* keys of what the browser did not take */

  function showKept(article, words) {
    var place = article.querySelector(".kept");
    if (!place || place.textContent === words) return;
    place.textContent = words;
    place.dataset.state = words === place.dataset.kept ? "saved" : words ? "unsaved" : "";
  }

  function show(article) {
    var record = recordOf(article);
    var answered = forms.read(article) !== null;
    var place = article.querySelector(".kept");
    article.classList.toggle("answered", answered);
    article.querySelector(".changed").hidden = !(record && record.response !== null && record.edition !== article.dataset.edition);
    if (place) showKept(article, answered && record && unsaved.indexOf(keyOf(article)) < 0 ? place.dataset.kept : "");
  }

  /* How many graded items are answered; said only when it changes. */
  function progress() {
    if (!head) return;
    var n = graded.filter(function (article) { return article.classList.contains("answered"); }).length;
    var words = fill(head.dataset[n === graded.length ? "all" : "count"], { n: n, all: graded.length });
    if (n) words += head.dataset[unsaved.length ? "unkept" : "kept"];
    var status = head.querySelector("[role=status]");
    if (status.textContent !== words) status.textContent = words;
    head.querySelector("progress").value = n;
    var who = storage.learner;
    var whose = who ? fill(head.dataset.for, { name: who.name || who.id, id: who.id }) : "";
    if (head.querySelector("[data-whose]").textContent !== whose) head.querySelector("[data-whose]").textContent = whose;
  }

  /* ---- Keeping ---- */
  function flush() {
    clearTimeout(timer);
    timer = null;
    if (!Object.keys(waiting).length) return;
    unsaved.forEach(function (key) { waiting[key] = true; }); /* there may be room by now */
    var keys = Object.keys(waiting);
    waiting = {};
    unsaved = keys.filter(function (key) { return !keep(articles[key]); });
    keys.forEach(function (key) { show(articles[key]); });
    progress();
  }

  function touched(article) {
    if (!article.dataset.item) return;
    waiting[keyOf(article)] = true;
    clearTimeout(timer);
    timer = setTimeout(flush, 300);
    var place = article.querySelector(".kept");
    if (place) showKept(article, place.dataset.keeping);
  }

  document.addEventListener("input", function (event) {
    var article = event.target.closest(".item");
    if (article && !event.target.closest(".assess")) touched(article);
  });
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-act=same]");
    if (!button) return;
    var article = button.closest(".item");
    waiting[keyOf(article)] = true;
    flush();
    article.querySelector("input, select, textarea").focus();
  });

  /* Take over what another tab kept, but not where something is being written here. */
  storage.watch(function (key) {
    Object.keys(articles).forEach(function (each) {
      if (key !== null && key !== each || waiting[each]) return;
      var record = recordOf(articles[each]);
      forms.write(articles[each], record ? record.response : null);
      show(articles[each]);
      articles[each].dispatchEvent(new CustomEvent("taken-over"));
    });
    progress();
  });

  /* What was answered before this script arrived stays, and what had been kept of a text stays before it. */
  Object.keys(articles).forEach(function (key) {
    var article = articles[key];
    var early = forms.read(article);
    var record = recordOf(article);
    var old = record ? record.response : null;
    if (early === null) forms.write(article, old);
    else if (JSON.stringify(early) !== JSON.stringify(old)) {
      if (typeof old === "string" && article.dataset.kind === "text" && early.indexOf(old) < 0) forms.write(article, old + "\n" + early);
      waiting[key] = true;
    }
    show(article);
  });
  flush();
  progress();

  window.casebook.answers = {
    currentOf: currentOf,
    flush: flush,
    keep: function (article, more) {
      keep(article, more);
      if (article.dataset.item) show(article);
    },
  };
})();
