/* What the pages' scripts have in common: finding, filling in words, asking, saving a file, copying. */
(function () {
  "use strict";

  function all(within, selector) {
    return Array.prototype.slice.call(within.querySelectorAll(selector));
  }

  /* Return a sentence with each {name} filled in. */
  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  /* The day on the reader's own clock, as 2026-03-01. */
  function today() {
    var now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }

  /* Ask in the page's dialog before something is lost. */
  function ask(question, name, then) {
    var dialog = document.getElementById("ask");
    var yes = dialog.querySelector("[data-act=yes]");
    if (!dialog.showModal) return confirm(question) && then();
    dialog.querySelector("p").textContent = question;
    yes.textContent = name;
    yes.onclick = function () {
      dialog.close();
      then();
    };
    dialog.querySelector("[data-act=no]").onclick = function () { dialog.close(); };
    dialog.showModal();
  }

  /* Let the browser save a text under a name. */
  function save(name, text, type) {
    var link = document.createElement("a");
    link.download = name;
    link.href = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  /* Web views that refuse the clipboard still let one copy what is selected. Return whether it is copied. */
  function byHand(text, place) {
    var area = place.querySelector("textarea");
    place.hidden = false;
    area.value = text;
    area.focus();
    area.select();
    area.setSelectionRange(0, text.length);
    try {
      return document.execCommand("copy");
    } catch (error) {
      return false; /* then by hand */
    }
  }

  /* Copy a text; `then` hears whether it is copied. Where it cannot be, it stands selected in the text area of `place`. */
  function copy(text, place, then) {
    if (!navigator.clipboard) return then(byHand(text, place));
    navigator.clipboard.writeText(text).then(function () { then(true); }, function () { then(byHand(text, place)); });
  }

  window.casebook.page = { all: all, fill: fill, today: today, ask: ask, save: save, copy: copy };
})();
