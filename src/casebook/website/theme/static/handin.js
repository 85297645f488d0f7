/* Handing in one assignment: who one is, what is answered, and the answers as a file, as text, or sent to a service.
   Which assignment, release, items and editions: all of that stands in the page. */
(function () {
  "use strict";
  var desk = document.getElementById("handing-in");
  if (!desk) return;

  var storage = window.casebook.storage;
  var page = window.casebook.page;
  var files = window.casebook.files;
  var all = page.all;
  var fill = page.fill;
  var say = page.say;
  var words = desk.dataset;
  var listing = window.casebook.listing || { reach: function (keys, then) { then(); }, misses: function () { return false; } };
  var chips = [];
  var asked = {};
  var idField = document.getElementById("learner-id");
  var nameField = document.getElementById("learner-name");
  var whoSays = desk.querySelector("#who [role=status]");
  var says = desk.querySelector("#give [role=status]");
  var shown = document.getElementById("handed");
  var said = { blank: words.isBlank, answered: words.isAnswered, changed: words.isChanged, bad: words.isBad };
  var sending = false;

  function act(name) {
    return desk.querySelector("[data-act=" + name + "]");
  }

  function put(slot, what) {
    page.put(desk, slot, what);
  }

  function keyOf(item) {
    return "answer:" + words.assignment + ":" + item;
  }

  function list() {
    chips = all(desk, "[data-item]");
    chips.forEach(function (chip) { asked[chip.dataset.item] = chip.dataset.edition; });
  }

  /* What is kept for this assignment, by item. */
  function given() {
    return storage.keys("answer:" + words.assignment).map(function (key) { return key.slice(keyOf("").length); });
  }

  /* "changed": an earlier edition was answered; "bad": it cannot go into a file. */
  function stateOf(chip) {
    var record = storage.get(keyOf(chip.dataset.item));
    if (record === null) return "blank";
    if (!files.isAnswer(record)) return "bad";
    return record.edition === chip.dataset.edition ? "answered" : "changed";
  }

  function moment(iso) {
    return new Date(iso).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  }

  function check() {
    var counts = { blank: words.all - chips.length, answered: 0, changed: 0, bad: 0 };
    chips.forEach(function (chip) {
      var state = stateOf(chip);
      counts[state] += 1;
      if (chip.dataset.state === state) return;
      chip.dataset.state = state;
      page.put(chip, "state", " " + said[state]);
    });
    all(desk, "[data-case]").forEach(function (each) {
      var listed = all(each, "[data-item]");
      var done = listed.filter(function (chip) { return /answered|changed/.test(chip.dataset.state); }).length;
      page.put(each, "count", fill(words.count, { done: done, all: listed.length }));
    });
    var done = counts.answered + counts.changed;
    put("total", fill(words.total, { done: done, all: words.all }) + ["blank", "changed", "bad"].map(function (state) {
      return counts[state] ? words.space + fill(words[state], { n: counts[state] }) : "";
    }).join(""));
    return done;
  }

  /* ---- What is handed in ---- */

  /* Whether an item is of this assignment, as far as is known: nothing is left out of a file that may belong there. */
  function belongs(item) {
    return files.own(asked, item) || listing.misses(keyOf(item));
  }

  function gather() {
    var answers = {};
    given().filter(belongs).forEach(function (item) {
      var record = storage.get(keyOf(item));
      if (!files.isAnswer(record)) return;
      var response = typeof record.response === "string" ? files.wellFormed(record.response) : record.response;
      answers[item] = { response: response, at: record.at, edition: record.edition };
    });
    var file = {
      format: "casebook-answers", version: 1, course: window.casebook.course, assignment: words.assignment, release: words.release,
      learner: { id: storage.learner.id, name: storage.learner.name }, language: window.casebook.language,
      made: new Date().toISOString(), answers: answers,
    };
    file.receipt = files.receipt(file);
    return file;
  }

  function fileName(id, ending) {
    return ("answers-" + words.assignment + "-" + id).replace(/[\\/:*?"<>|]/g, "_").replace(/[. ]+$/, "_") + ending;
  }

  function show(then) {
    listing.reach(given().map(keyOf), function () {
      list();
      draw();
      if (then) then();
    });
  }

  function draw() {
    var who = storage.learner;
    put("whose", who ? fill(words.whose, { who: files.name(who) }) : words.nobody);
    check();
    var handed = storage.get("handed:" + words.assignment);
    if (!handed || !files.isRecord("handed:" + words.assignment, handed)) handed = null;
    var changed = handed && who && gather().receipt !== handed.receipt;
    shown.dataset.state = !handed ? "none" : changed ? "changed" : "given";
    put("receipt", handed ? handed.receipt : "—");
    put("when", handed ? fill(words.when, { time: moment(handed.at), n: handed.answers }) : words.never);
    put("again", handed ? words[changed ? "since" : "again"] : "");
  }

  function fields() {
    idField.value = storage.learner ? storage.learner.id : "";
    nameField.value = storage.learner ? storage.learner.name : "";
  }

  function handed(file, what, state) {
    var lasts = storage.set("handed:" + words.assignment, { at: file.made, receipt: file.receipt, answers: Object.keys(file.answers).length });
    show(function () { say(says, what, lasts ? state || "saved" : "unsaved"); });
  }

  /* Make the file and pass it on. What stands in the fields is noted first; without an id there is nobody to hand in for. */
  function give(pass) {
    return function () {
      if (sending) return;
      say(says, "");
      note(function () {
        var file = gather();
        var text = JSON.stringify(file) + "\n";
        if (new Blob([text]).size > files.most) return say(says, fill(words.tooBig, { most: files.most / 1e6 }), "missing");
        pass(file, text, files.block(text, fill(words.block, { assignment: file.assignment, receipt: file.receipt })));
      });
    };
  }

  act("file").addEventListener("click", give(function (file, text) {
    var name = fileName(file.learner.id, ".json");
    page.save(name, text, "application/json");
    handed(file, fill(words.filed, { name: name }));
  }));

  act("copy").addEventListener("click", give(function (file, text, block) {
    page.copy(block, document.getElementById("by-hand"), function (done) {
      handed(file, words[done ? "copied" : "uncopied"], done ? "saved" : "missing");
    });
  }));

  /* The system's sheet takes files by their ending, and some refuse .json. */
  function shareable(name, block) {
    var data = { title: document.title, files: [new File([block], name, { type: "text/plain" })] };
    return navigator.canShare && navigator.canShare(data) ? data : { title: document.title, text: block };
  }

  act("share").hidden = !navigator.share;
  act("share").addEventListener("click", give(function (file, text, block) {
    navigator.share(shareable(fileName(file.learner.id, ".txt"), block)).then(function () {
      handed(file, words.shared);
    }, function (error) {
      say(says, words[error && error.name === "AbortError" ? "unshared" : "shareFailed"], "missing");
    });
  }));

  /* A service that serves this page may say where it takes answers; another host is never asked. */
  var service = document.documentElement.dataset.submit;
  if (service) {
    service = new URL(service, location.href);
    act("post").hidden = service.origin !== location.origin || !/^http/.test(service.protocol);
    act("file").classList.toggle("plain", !act("post").hidden);
  }
  act("post").addEventListener("click", give(function (file, text) {
    sending = true;
    say(says, words.sending, "unsaved");
    fetch(service.href, {
      method: "POST", body: text, headers: { "Content-Type": "application/json" }, credentials: "same-origin",
      signal: AbortSignal.timeout ? AbortSignal.timeout(30000) : null,
    }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (answer) {
      return Boolean(answer && answer.receipt === file.receipt);
    }).catch(function () {
      return false; /* no line, no service, or not one of ours */
    }).then(function (taken) {
      sending = false;
      if (taken) handed(file, words.posted);
      else say(says, words.unposted, "missing");
    });
  }));

  function refuseWho(field, what) {
    field.setAttribute("aria-invalid", "true");
    say(whoSays, what, "missing");
    field.focus();
  }

  /* `taking`: the answers written here so far go along. */
  function become(who, taking, what, then) {
    var lasts = storage.become(who, taking);
    fields();
    show(function () {
      say(says, "");
      say(whoSays, fill(what, { who: files.name(who) }), lasts ? "saved" : "unsaved");
      then();
    });
  }

  /* Note who stands in the fields, if that is anybody new, and go on. */
  function note(then) {
    /* Full-width digits, as a Chinese keyboard types them, are the same id. */
    var who = { id: idField.value.normalize("NFKC").trim(), name: nameField.value.replace(/\s+/g, " ").trim() };
    var now = storage.learner;
    idField.removeAttribute("aria-invalid");
    nameField.removeAttribute("aria-invalid");
    if (!who.id) return refuseWho(idField, words.needsId);
    if (!files.isLearner({ id: who.id, name: "" })) return refuseWho(idField, words.badId);
    if (!files.isLearner(who)) return refuseWho(nameField, words.badName);
    if (now && now.id === who.id && now.name === who.name) return then();
    function be(taking, what) {
      return function () {
        become(who, taking, what, function () { then(true); });
      };
    }
    if (!now || now.id === who.id) return be(!now, words.noted)();
    page.ask(fill(words.askWho, { now: files.name(now), id: who.id }), words.correct, be(true, words.corrected), {
      other: words.another,
      then: be(false, words.switched),
      no: function () {
        fields();
        say(whoSays, fill(words.stays, { who: files.name(now) }), "saved");
      },
    });
  }

  document.getElementById("who-form").addEventListener("submit", function (event) {
    event.preventDefault();
    note(function (said) {
      if (!said) say(whoSays, fill(words.noted, { who: files.name(storage.learner) }), "saved");
    });
  });

  /* ---- A file to continue from ---- */
  files.listen("answers", function (file, then) {
    listing.reach(Object.keys(file.answers).map(keyOf), function () {
      list();
      then(look(file));
    });
  }, function (file, then) {
    fields();
    show(function () {
      var gone = Object.keys(file.answers).filter(function (item) { return !belongs(item); }).length;
      then(gone ? fill(words.gone, { n: gone }) : "");
    });
  });

  function look(file) {
    if (file.assignment !== words.assignment) return { refused: "assignment", assignment: file.assignment };
    if (storage.own && file.learner.id !== storage.learner.id) return { refused: "person", file: files.name(file.learner), here: files.name(storage.learner) };
    var records = {}, responses = [];
    Object.keys(file.answers).forEach(function (item) {
      records[keyOf(item)] = file.answers[item];
      responses.push({ item: item, value: file.answers[item] });
    });
    return { records: records, responses: responses, asked: asked };
  }

  storage.watch(function () { show(); });
  addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); }); /* another may be the learner by now */
  fields();
  show();
})();
