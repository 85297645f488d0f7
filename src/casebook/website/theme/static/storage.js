/* What a reader writes stays in this browser: one small door to localStorage, under `casebook:<course>:<key>`, as JSON.
   Where the browser refuses, the words are kept for as long as the page is open, and the page says so. */
(function () {
  "use strict";
  var prefix = "casebook:" + window.casebook.course + ":";
  var meanwhile = {};

  function say(problem) {
    var place = document.getElementById("keeping");
    if (place && place.textContent !== place.dataset[problem]) place.textContent = place.dataset[problem] || "";
  }

  window.casebook.storage = {
    /* Return what was kept under the key, or null. */
    get: function (key) {
      if (key in meanwhile) return meanwhile[key];
      try {
        return JSON.parse(localStorage.getItem(prefix + key));
      } catch (error) {
        return null; /* not ours, cut short, or no storage at all */
      }
    },

    /* Keep a value; return whether it will still be there after the page is closed. */
    set: function (key, value) {
      try {
        localStorage.setItem(prefix + key, JSON.stringify(value));
        delete meanwhile[key];
        say("");
        return true;
      } catch (error) {
        meanwhile[key] = value;
        var full = error && (error.name === "QuotaExceededError" || error.name === "NS_ERROR_DOM_QUOTA_REACHED");
        say(full ? "full" : "blocked");
        return false;
      }
    },

    remove: function (key) {
      delete meanwhile[key];
      try {
        localStorage.removeItem(prefix + key);
      } catch (error) {
        /* Nothing was kept, so nothing is left. */
      }
    },
  };
})();
