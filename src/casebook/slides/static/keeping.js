/* What a deck keeps in this browser: its votes and its timers, each under a key of the deck's own. Where the browser refuses,
   they are kept for as long as the page is open. What another window of the deck keeps, such as the presenter view, is heard. */
(function () {
  "use strict";
  var about = JSON.parse(document.getElementById("deck").textContent);
  var prefix = ["casebook-slides", about.course, about.name, about.session].map(encodeURIComponent).join(":") + ":";
  var meanwhile = {};

  function read(name) {
    if (name in meanwhile) return meanwhile[name];
    try {
      var held = JSON.parse(localStorage.getItem(prefix + name));
      return held && typeof held === "object" ? held : {};
    } catch (error) {
      return {}; /* not ours, cut short, or no storage at all */
    }
  }

  function write(name, value) {
    try {
      localStorage.setItem(prefix + name, JSON.stringify(value));
      delete meanwhile[name];
      return true;
    } catch (error) {
      meanwhile[name] = value;
      return false;
    }
  }

  function hear(name, changed) {
    window.addEventListener("storage", function (event) {
      if (event.key === prefix + name || event.key === null) changed();
    });
  }

  function say(key, values) {
    return about.words[key].replace(/\{(\w+)\}/g, function (whole, name) { return values[name]; });
  }

  window.casebookSlides = { about: about, read: read, write: write, hear: hear, say: say };
})();
