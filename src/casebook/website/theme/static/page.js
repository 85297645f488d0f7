/* What the pages' scripts have in common: finding, filling in words, saying, asking, saving a file, copying. */
(function () {
  "use strict";

  function all(within, selector) {
    return Array.prototype.slice.call(within.querySelectorAll(selector));
  }

  /* Return a sentence with each {name} filled in. */
  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  /* Say something in a status line; `state` is how it looks: saved, unsaved, missing or "". */
  function say(place, what, state) {
    place.textContent = what;
    place.dataset.state = state || "";
  }

  /* Write a text into a slot, if it is another: the same words again could be read out again. */
  function put(within, slot, what) {
    var place = within.querySelector("[data-slot=" + slot + "]");
    if (place && place.textContent !== what) place.textContent = what;
  }

  /* The day on the reader's own clock, as 2026-03-01. */
  function today() {
    var now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }

  /* Ask in the page's dialog before something is lost. `name` stands on the button that does it; `more` may hold another way,
     {other: its name, then: what it does}, and `no`, which hears that nothing is to be done. */
  function ask(question, name, then, more) {
    var dialog = document.getElementById("ask");
    more = more || {};
    function nothing() {
      if (more.no) more.no();
    }
    if (!dialog.showModal) {
      if (confirm(more.other ? question + "\n\n" + name : question)) then();
      else if (more.other && confirm(question + "\n\n" + more.other)) more.then();
      else nothing();
      return;
    }
    function act(which, does) {
      var button = dialog.querySelector("[data-act=" + which + "]");
      button.onclick = function () {
        dialog.close();
        does();
      };
      return button;
    }
    dialog.querySelector("p").textContent = question;
    act("yes", then).textContent = name;
    var other = act("other", more.then);
    other.textContent = more.other || "";
    other.hidden = !more.other;
    act("no", nothing);
    dialog.oncancel = nothing; /* by Escape or a phone's way back */
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

  window.casebook.page = { all: all, fill: fill, say: say, put: put, today: today, ask: ask, save: save, copy: copy };
})();
