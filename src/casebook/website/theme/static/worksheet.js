/* The worksheet keeps itself: what is written is stored a moment after the last key, and when the page is left. */
(function () {
  "use strict";
  var sheet = document.getElementById("worksheet");
  if (!sheet) return;

  var storage = window.casebook.storage;
  var key = "worksheet:" + sheet.dataset.case;
  var fields = Array.prototype.slice.call(sheet.querySelectorAll("textarea"));
  var status = sheet.querySelector("[role=status]");
  var clear = sheet.querySelector("[data-act=clear]");
  var waiting = null;

  function say(words, state) {
    status.textContent = words;
    status.dataset.state = state || "";
  }

  /* On paper a filled field prints its words, an empty one lines to write on. */
  function show() {
    var any = false;
    fields.forEach(function (field) {
      field.parentNode.classList.toggle("filled", Boolean(field.value.trim()));
      any = any || Boolean(field.value);
    });
    clear.hidden = !any;
  }

  function keep() {
    if (!waiting) return;
    clearTimeout(waiting);
    waiting = null;
    var words = {};
    fields.forEach(function (field) { if (field.value) words[field.dataset.field] = field.value; });
    var lasts = storage.set(key, words);
    say(lasts ? sheet.dataset.saved : "", lasts ? "saved" : "");
  }

  sheet.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 500);
    show();
    say(sheet.dataset.saving, "unsaved");
  });
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);

  clear.addEventListener("click", function () {
    clearTimeout(waiting);
    waiting = null;
    fields.forEach(function (field) { field.value = ""; });
    storage.remove(key);
    show();
    say(sheet.dataset.cleared, "saved");
    fields[0].focus();
  });

  var words = storage.get(key) || {};
  fields.forEach(function (field) { field.value = words[field.dataset.field] || ""; });
  show();
})();
