/* A sheet that keeps itself: the worksheet of a case, or a tool. Answers are kept as {field: answer}, by ids alone, so that every
   language shows the same ones; only what was changed here is written, so that two tabs do not undo each other. */
(function () {
  "use strict";
  var storage = window.casebook.storage;
  var page = window.casebook.page;
  var all = page.all;

  /* Let a sheet keep itself under a key; return how to read a field and how to say something below it. */
  window.casebook.sheet = function (sheet, key) {
    var words = sheet.dataset;
    var fields = {};
    all(sheet, "[data-field]").forEach(function (field) { fields[field.dataset.field] = field; });
    var status = sheet.querySelector("[role=status]");
    var clear = sheet.querySelector("[data-act=clear]");
    var changed = {};
    var waiting = null;

    function say(what, state) {
      if (status.textContent !== what) status.textContent = what; /* the same words again would be read out again */
      status.dataset.state = state || "";
    }

    /* Return the answer in a field, or null. */
    function read(field) {
      var control = field.querySelector(field.dataset.kind === "rating" ? ":checked" : "input, textarea");
      if (!control) return null;
      if (control.type === "radio") return Number(control.value);
      return (control.type === "checkbox" ? control.checked : control.value) || null;
    }

    function write(field, answer) {
      if (read(field) === answer) return; /* or the cursor would jump */
      all(field, "input, textarea").forEach(function (control) {
        if (control.type === "radio") control.checked = Number(control.value) === answer && answer !== null;
        else if (control.type === "checkbox") control.checked = answer === true;
        else control.value = typeof answer === "string" ? answer : "";
      });
    }

    function kept() {
      var held = storage.get(key);
      return held && typeof held === "object" ? held : {};
    }

    function answerIn(held, id) {
      return id in held ? held[id] : null;
    }

    /* On paper a filled field prints its words, an empty one lines to write on. The score follows all but words. */
    function show(kind) {
      var any = false;
      Object.keys(fields).forEach(function (id) {
        var answer = read(fields[id]);
        var written = fields[id].querySelector(".written");
        fields[id].classList.toggle("filled", answer !== null);
        if (written) written.textContent = answer || "";
        any = any || answer !== null;
      });
      clear.hidden = !any;
      if (kind !== "text") sheet.dispatchEvent(new CustomEvent("answers"));
    }

    function keep() {
      clearTimeout(waiting);
      if (!Object.keys(changed).length) return;
      var held = kept();
      Object.keys(changed).forEach(function (id) {
        var answer = read(fields[id]);
        if (answer === null) delete held[id];
        else held[id] = answer;
      });
      changed = {};
      var lasts = storage.set(key, held);
      var total = sheet.querySelector("[data-total]");
      say((lasts ? words.saved + " " : "") + (total ? total.textContent : ""), lasts ? "saved" : "");
    }

    sheet.addEventListener("input", function (event) {
      var field = event.target.closest("[data-field]");
      if (!field) return;
      changed[field.dataset.field] = true;
      clearTimeout(waiting);
      waiting = setTimeout(keep, 500);
      show(field.dataset.kind);
      if (field.dataset.kind === "text") say(words.saving, "unsaved"); /* a click is kept before one could read that */
    });
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", keep);
    document.addEventListener("click", function (event) {
      if (event.target.closest("button")) keep(); /* at once, so that what the button says is not talked over */
    }, true);

    /* Take over what another tab wrote, but not where something is being written here. */
    function follow() {
      var held = kept();
      Object.keys(fields).forEach(function (id) {
        if (!changed[id]) write(fields[id], answerIn(held, id));
      });
      show();
    }
    storage.watch(follow);
    addEventListener("pageshow", function (event) { if (event.persisted) follow(); });

    /* What was typed before this script arrived stays, and what had been kept in that field stays before it. */
    function start() {
      var held = kept();
      Object.keys(fields).forEach(function (id) {
        var early = read(fields[id]);
        var old = answerIn(held, id);
        if (early === null) return write(fields[id], old);
        if (early === old) return;
        if (fields[id].dataset.kind === "text" && typeof old === "string" && early.indexOf(old) < 0) write(fields[id], old + "\n" + early);
        changed[id] = true;
      });
      show();
      keep();
    }

    clear.addEventListener("click", function () {
      page.ask(words.askClear, clear.textContent, function () {
        clearTimeout(waiting);
        changed = {};
        Object.keys(fields).forEach(function (id) { write(fields[id], null); });
        storage.remove(key);
        show();
        say(words.cleared, "saved");
        sheet.querySelector("input, textarea").focus();
      });
    });

    start();
    return { read: read, say: say };
  };
})();
