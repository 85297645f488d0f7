/* What a reader writes stays in this browser: one small door to localStorage, as JSON, under `casebook:<course>:<key>`, and
   under `casebook:<course>:@<id>:<key>` once a learner has given an id, so that people who share a device do not mix their work.
   Where the browser refuses, the words are kept for as long as the page is open, and the page says so. */
(function () {
  "use strict";
  var device = "casebook:" + window.casebook.course + ":";
  var meanwhile = {};
  var own = document.documentElement.dataset.learner; /* a page that is one learner's alone is always theirs */
  var learner = own ? { id: own, name: document.documentElement.dataset.learnerName || "" } : read(device + "learner");
  if (!learner || typeof learner.id !== "string" || !learner.id) learner = null;
  var prefix = prefixOf(learner);

  function prefixOf(who) {
    return device + (who ? "@" + encodeURIComponent(who.id) + ":" : "");
  }

  function read(name) {
    if (name in meanwhile) return meanwhile[name];
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch (error) {
      return null; /* not ours, cut short, or no storage at all */
    }
  }

  function write(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value));
      delete meanwhile[name];
      say("");
      return true;
    } catch (error) {
      meanwhile[name] = value;
      var full = error && (error.name === "QuotaExceededError" || error.name === "NS_ERROR_DOM_QUOTA_REACHED");
      say(full ? "full" : "blocked");
      return false;
    }
  }

  function remove(name) {
    delete meanwhile[name];
    try {
      localStorage.removeItem(name);
    } catch (error) {
      /* Nothing was kept, so nothing is left. */
    }
  }

  function say(problem) {
    var place = document.getElementById("keeping");
    if (place && Object.keys(meanwhile).length && !problem) return; /* something else is still not saved */
    if (place && place.textContent !== place.dataset[problem]) place.textContent = place.dataset[problem] || "";
  }

  function namesUnder(start) {
    var found = Object.keys(meanwhile);
    try {
      found = found.concat(Object.keys(localStorage));
    } catch (error) {
      /* Then there is only what this page holds. */
    }
    return found.filter(function (name, at) {
      return name.indexOf(start) === 0 && name[start.length] !== "@" && found.indexOf(name) === at;
    });
  }

  function newer(one, other) {
    return String((one && one.at) || "") > String((other && other.at) || "");
  }

  window.casebook.storage = {
    /* Who this device is in use by: {id, name}, or null while nobody has said. */
    learner: learner,
    own: Boolean(own),

    /* Return what was kept under the key, or null. */
    get: function (key) {
      return read(prefix + key);
    },

    /* Keep a value; return whether it will still be there after the page is closed. */
    set: function (key, value) {
      return write(prefix + key, value);
    },

    remove: function (key) {
      remove(prefix + key);
    },

    /* Return the keys of a family, such as "answer" for "answer:…". */
    keys: function (family) {
      return namesUnder(prefix + family + ":").map(function (name) { return name.slice(prefix.length); }).sort();
    },

    /* Hear of each key that another tab changed. When it changed the learner, the page starts anew as theirs. */
    watch: function (hear) {
      addEventListener("storage", function (event) {
        if (event.key === device + "learner") return own ? undefined : location.reload();
        if (event.key === null) return hear(null); /* all of it is gone */
        if (event.key.indexOf(prefix) === 0 && event.key[prefix.length] !== "@") hear(event.key.slice(prefix.length));
      });
    },

    /* Make {id, name} the learner; with `taking`, what the one before wrote goes along, the later of two records staying.
       Return whether it could be kept. */
    become: function (who, taking) {
      if (own) {
        learner = window.casebook.storage.learner = { id: own, name: who.name };
        return true;
      }
      var target = prefixOf(who);
      if (taking && target !== prefix) {
        var families = /^(answer|practice|draft|decision|worksheet|tool|handed):/;
        namesUnder(prefix).filter(function (name) { return families.test(name.slice(prefix.length)); }).forEach(function (name) {
          var there = target + name.slice(prefix.length);
          var ours = read(name);
          var theirs = read(there);
          if ((theirs === null || newer(ours, theirs)) && !write(there, ours)) return; /* then it stays where it was */
          remove(name);
        });
      }
      learner = window.casebook.storage.learner = who;
      prefix = target;
      return write(device + "learner", who);
    },
  };
})();
