/* What a page has to do beside the scripts of the course's own pages because it holds everything at once: the items, and handing
   them in. It comes before the scripts of both, which elsewhere hear of each other through what the browser keeps. */
(function () {
  "use strict";
  var all = window.casebook.page.all;
  var storage = window.casebook.storage;
  var items = (window.casebook.items = {});
  var hearers = [];
  var changed = [];

  /* ---- Each part hears what another part of this page keeps, as it would hear another tab ---- */
  var honest = { watch: storage.watch, set: storage.set, remove: storage.remove, become: storage.become };

  function tell() {
    var keys = changed;
    changed = [];
    keys.filter(function (key, at) { return keys.indexOf(key) === at; }).forEach(function (key) {
      hearers.forEach(function (hear) { hear(key); });
    });
  }

  function soon(key) {
    if (!changed.length) setTimeout(tell, 0);
    changed.push(key);
  }

  storage.watch = function (hear) {
    hearers.push(hear);
    honest.watch(hear);
  };
  storage.set = function (key, value) {
    soon(key);
    return honest.set(key, value);
  };
  storage.remove = function (key) {
    soon(key);
    honest.remove(key);
  };
  storage.become = function (who, taking) {
    window.casebook.answers.flush(); /* what was just written is still the one's before */
    soon(null);
    return honest.become(who, taking);
  };

  /* What was written a moment ago is handed in too. */
  document.addEventListener("click", function (event) {
    if (event.target.closest("#give [data-act]")) window.casebook.answers.flush();
  }, true);

  /* ---- The forms of the items, by which files.js checks what it opens: read from the page, so that nothing is fetched ---- */
  function named(elements, name) {
    var found = {};
    elements.forEach(function (element) { if (name(element)) found[name(element)] = ""; });
    return found;
  }

  function value(element) { return element.value; }

  function formOf(article) {
    var form = { kind: article.dataset.kind, many: Boolean(article.querySelector("input[type=checkbox]")) };
    if (form.kind === "choice") form.options = named(all(article, ".opt input"), value);
    if (form.kind === "order") form.options = named(all(article, ".order > li"), function (row) { return row.dataset.option; });
    if (form.kind === "match") {
      form.options = named(all(article, "[data-source]"), function (select) { return select.dataset.source; });
      form.targets = named(all(article, "[data-source] option"), value);
    }
    return form;
  }

  all(document, ".item[data-item]").forEach(function (article) {
    var parts = article.dataset.item.split(".");
    (items[parts[0]] = items[parts[0]] || {})[parts[1]] = formOf(article);
  });
})();
