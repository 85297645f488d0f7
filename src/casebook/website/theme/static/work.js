/* My work: how far one is, what is left, and all of it as a file, on paper, or cleared away. The page holds ids and editions;
   what the items ask is fetched when it is needed. */
(function () {
  "use strict";
  var desk = document.getElementById("own-work");
  if (!desk) return;

  var storage = window.casebook.storage;
  var page = window.casebook.page;
  var files = window.casebook.files;
  var all = page.all;
  var fill = page.fill;
  var words = desk.dataset;
  var says = document.querySelector("#keep [role=status]");
  var paper = document.getElementById("paper");
  var asked = {};
  var listing = window.casebook.listing || { reach: function (keys, then) { then(); }, misses: function () { return false; } };
  var cases = [];

  function list() {
    cases = all(desk, "[data-case]").map(function (row) {
      return {
        id: row.dataset.case, row: row, title: row.querySelector("a").textContent, href: row.querySelector("a").getAttribute("href"),
        practice: listed(row, "practice"), graded: listed(row, "graded"),
      };
    });
  }

  function listed(row, family) {
    return (row.dataset[family] || "").split(" ").filter(Boolean).map(function (each, at) {
      var parts = each.split(":"), item = row.dataset.case + "." + parts[0];
      asked[item] = parts[1];
      return { id: parts[0], n: at + 1, edition: parts[1], key: (family === "graded" ? "answer:" + words.assignment + ":" : "practice:") + item };
    });
  }

  function say(what, state) {
    page.say(says, what, state);
  }

  function put(slot, what) {
    page.put(desk, slot, what);
  }

  function make(name, text, parent) {
    var element = document.createElement(name);
    element.textContent = text;
    parent.appendChild(element);
    return element;
  }

  function kept(key) {
    var record = storage.get(key);
    return record !== null && files.isRecord(key, record) ? record : null;
  }

  function count(items) {
    var found = { done: 0, right: 0, left: [], changed: [] };
    items.forEach(function (item) {
      var record = kept(item.key);
      if (!record || record.response === null) return found.left.push(item);
      found.done += 1;
      if (record.share === 1) found.right += 1;
      if (record.edition !== item.edition) found.changed.push(item);
    });
    return found;
  }

  function keys() {
    return files.families.reduce(function (found, family) { return found.concat(storage.keys(family)); }, []);
  }

  /* Answers to what the course no longer asks. */
  function orphans() {
    var here = {};
    cases.forEach(function (each) { each.practice.concat(each.graded).forEach(function (item) { here[item.key] = true; }); });
    return storage.keys("practice").concat(storage.keys("answer:" + words.assignment)).filter(function (key) {
      return !files.own(here, key) && !listing.misses(key);
    });
  }

  function show(then) {
    listing.reach(keys().filter(kept), function () {
      list();
      draw();
      if (then) then();
    });
  }

  function draw() {
    var sum = { practice: 0, right: 0, practices: Number(words.practices), graded: 0, gradeds: Number(words.gradeds), changed: 0 };
    var who = storage.learner;
    cases.forEach(function (each) {
      each.decided = kept("decision:" + each.id);
      each.tried = count(each.practice);
      each.given = count(each.graded);
      page.put(each.row, "decision", words[each.decided ? "decided" : "undecided"]);
      page.put(each.row, "practice", fill(words[each.tried.done ? "tried" : "untried"], { done: each.tried.done, all: each.practice.length, right: each.tried.right }));
      page.put(each.row, "graded", fill(words.given, { done: each.given.done, all: each.graded.length }));
      each.row.classList.toggle("begun", Boolean(each.decided || each.tried.done || each.given.done));
      sum.practice += each.tried.done;
      sum.right += each.tried.right;
      sum.graded += each.given.done;
      sum.changed += each.tried.changed.length + each.given.changed.length;
    });
    sum.left = sum.practices + sum.gradeds - sum.practice - sum.graded;
    var gone = orphans().length, nothing = !keys().length;
    put("total", nothing && location.protocol === "file:" ? words.byFile : nothing ? words.nothing : fill(words.total, sum));
    put("left", sum.left || sum.changed ? fill(sum.changed ? words.leftChanged : words.left, sum) : words.allDone);
    put("gone", gone ? fill(words.gone, { n: gone }) : "");
    put("whose", who ? fill(words.whose, { who: files.name(who) }) : words.nobody);
    listLeft();
    ["export", "print", "clear"].forEach(function (name) {
      document.querySelector("[data-act=" + name + "]").disabled = nothing && (name !== "clear" || !who);
    });
  }

  function listLeft() {
    var list = document.getElementById("left-list");
    list.textContent = "";
    cases.forEach(function (each) {
      var parts = [[each.tried, words.practiceItem], [each.given, words.gradedItem]];
      var title = make("h3", each.title, list);
      ["changed", "left"].forEach(function (what) {
        if (!each.tried[what].length && !each.given[what].length) return;
        make("p", words[what + "Here"], list).className = "list-name";
        var chips = make("ul", "", list);
        chips.className = "chips";
        chips.setAttribute("role", "list");
        parts.forEach(function (part) {
          part[0][what].forEach(function (item) {
            var link = make("a", fill(part[1], { n: item.n }), make("li", "", chips));
            link.href = each.href + "#item-" + item.id;
            link.dataset.state = what;
          });
        });
      });
      if (list.lastChild === title) title.remove();
    });
  }

  /* ---- As a file ---- */
  function records() {
    var found = {};
    keys().filter(kept).forEach(function (key) { found[key] = storage.get(key); });
    return found;
  }

  function save() {
    var name = "casebook-" + window.casebook.course + "-" + page.today() + ".json";
    var held = records();
    var file = { format: "casebook-work", version: 1, course: window.casebook.course, learner: storage.learner, made: new Date().toISOString(), records: held };
    page.save(name, JSON.stringify(file, null, 1) + "\n", "application/json");
    say(fill(words.exported, { name: name, n: Object.keys(held).length }), "saved");
  }

  files.listen("work", function (file, then) {
    listing.reach(Object.keys(file.records), function () {
      list();
      then(look(file));
    });
  }, function (file, then) { show(then); });

  function look(file) {
    var responses = Object.keys(file.records).filter(function (key) {
      return /^practice:/.test(key) || key.indexOf("answer:" + words.assignment + ":") === 0;
    }).map(function (key) {
      return { item: key.slice(key.lastIndexOf(":") + 1), value: file.records[key] };
    });
    return { records: file.records, responses: responses, asked: asked };
  }

  function clear() {
    keys().forEach(storage.remove);
    if (storage.learner) storage.become(null, false);
    paper.textContent = "";
    show();
    say(words.cleared, "saved");
    document.getElementById("keep-title").focus(); /* the button has nothing to clear any more */
  }

  function askClear() {
    var counts = {};
    files.families.forEach(function (family) { counts[family] = storage.keys(family).length; });
    page.ask(fill(words[storage.learner ? "askClearWho" : "askClear"], counts), words.clear, clear, { other: words.exportFirst, then: save });
  }

  /* ---- On paper ---- */
  function listOf(name, lines, parent) {
    var list = make(name, "", parent);
    lines.forEach(function (line) { make("li", line, list); });
  }

  function text(texts, id) {
    return texts && files.own(texts, id) ? texts[id] : id;
  }

  /* Write a response in words; what an earlier edition offered and this one does not keeps its id. */
  function write(item, response, parent) {
    if (Array.isArray(response)) return listOf(item.kind === "order" ? "ol" : "ul", response.map(function (id) { return text(item.options, id); }), parent);
    if (typeof response === "object") {
      return listOf("ul", Object.keys(response).map(function (id) { return text(item.options, id) + " → " + text(item.targets, response[id]); }), parent);
    }
    if (item.kind === "choice") return make("p", text(item.options, response), parent);
    make("p", item.kind === "number" && item.unit ? response + " " + item.unit : response, parent).className = item.kind === "code" ? "said code" : "said";
  }

  function result(record) {
    if (typeof record.share !== "number") return "";
    return words[record.share === 1 ? "right" : record.share > 0 ? "partly" : "wrong"];
  }

  function printItem(each, item, template, parent) {
    var asks = window.casebook.items[each.id][item.id];
    var record = kept(item.key);
    var place = make("div", "", parent);
    place.className = "asked";
    make("h3", fill(template, { n: item.n }) + words.joint + asks.label, place);
    make("p", asks.stem, place).className = "stem";
    if (!record || record.response === null) return void (make("p", words.unanswered, place).className = "how");
    var box = make("div", "", place);
    box.className = "mine";
    write(asks, record.response, box);
    var notes = [result(record), record.edition === item.edition ? "" : words.earlier].filter(Boolean);
    if (notes.length) make("p", notes.join(words.space), place).className = "how";
  }

  function printDecision(each, parent) {
    var asks = (window.casebook.decisions || {})[each.id];
    if (!each.decided || !asks) return;
    var place = make("div", "", parent);
    place.className = "asked";
    make("h3", words.decision, place);
    make("p", asks.question, place).className = "stem";
    [[words.first, each.decided], [words.later, each.decided.later]].forEach(function (line) {
      if (!line[1]) return;
      var box = make("div", "", place);
      box.className = "mine";
      make("p", line[0] + text(asks.options, line[1].option), box);
      make("p", line[1].reason, box).className = "said";
    });
  }

  function lay(chosen) {
    paper.textContent = "";
    make("h2", words.paperTitle, paper);
    make("p", fill(words.paperWho, { who: files.name(storage.learner) || words.noName, date: page.today() }), paper);
    chosen.forEach(function (each) {
      var part = make("section", "", paper);
      make("h2", each.title, part);
      printDecision(each, part);
      each.practice.forEach(function (item) { printItem(each, item, words.practiceItem, part); });
      each.graded.forEach(function (item) { printItem(each, item, words.gradedItem, part); });
    });
  }

  function printAll() {
    var chosen = cases.filter(function (each) { return each.row.classList.contains("begun"); });
    say(words.fetching, "unsaved");
    files.items(chosen.map(function (each) { return each.id; }), function (arrived) {
      if (!arrived) return say(words.unfetched, "missing");
      say("", "");
      lay(chosen);
      print();
    });
  }

  document.querySelector("[data-act=export]").addEventListener("click", save);
  document.querySelector("[data-act=print]").addEventListener("click", printAll);
  document.querySelector("[data-act=clear]").addEventListener("click", askClear);
  storage.watch(function () {
    paper.textContent = "";
    show();
  });
  addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  show();
})();
