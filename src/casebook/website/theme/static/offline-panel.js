/* The panel "Read offline": says what is kept on this device, brings the whole course, and deletes it again. */
(function () {
  "use strict";
  var panel = document.getElementById("offline");
  if (!panel) return;

  var words = panel.dataset;
  var offline = window.casebook.offline;
  var status = panel.querySelector("[role=status]");
  var getting = panel.querySelector(".getting");
  var page = window.casebook.page;
  var list = null; /* of the newest edition, or of the last one that was met */
  var stop = null;
  var size = "";

  function act(name) {
    return panel.querySelector("[data-act=" + name + "]");
  }

  function slot(name) {
    return panel.querySelector("[data-slot=" + name + "]");
  }

  /* Where a reader goes on when the button just pressed is gone. */
  function place() {
    return act("get").hidden ? slot("state") : act("get");
  }

  function say(what, state) {
    if (status.textContent !== what) status.textContent = what; /* the same words again would be read out again */
    status.dataset.state = state || "";
  }

  function sum(names) {
    return names.reduce(function (all, name) { return all + list.files[name][0]; }, 0);
  }

  /* What is there is never written as nothing. */
  function inWords(bytes) {
    return page.fill(words.size, { n: bytes ? Math.max(bytes / 1e6, 0.1).toFixed(1) : 0 });
  }

  function newest(signal) {
    return offline.newest("offline.json", signal).then(function (answer) { return answer.json(); });
  }

  function find(cache) {
    return newest().then(function (found) {
      list = found;
      return offline.put(cache, "offline.json", JSON.stringify(found), "application/json").catch(function () {}).then(function () { return true; });
    }, function () {
      return offline.kept(cache, "offline.json").then(function (found) { list = found; return false; });
    });
  }

  /* Say what is kept; offer what can be done about it. */
  function show(cache) {
    return find(cache).then(function (reached) {
      return Promise.all([reached, offline.names(cache), offline.kept(cache, "edition.json")]);
    }).then(function (found) {
      var all = list ? Object.keys(list.files) : [];
      var held = found[1].filter(function (name) { return list && name in list.files; });
      var edition = found[2] || {};
      var whole = list && held.length === all.length;
      var state = whole ? (edition.edition === list.edition ? "whole" : "old") : found[0] ? "part" : "away";
      size = list ? inWords(sum(held)) : "";
      slot("state").textContent = page.fill(words[state], { all: list ? inWords(sum(all)) : "", kept: size, day: edition.day, edition: edition.edition });
      slot("install").hidden = false;
      act("get").hidden = state === "whole";
      act("get").textContent = words[state === "old" ? "update" : "get"];
      act("delete").hidden = !found[1].length;
    });
  }

  function get(cache) {
    stop = new AbortController();
    say("");
    getting.hidden = act("stop").hidden = false;
    act("get").hidden = act("delete").hidden = true;
    act("stop").focus();
    function tell(share) {
      getting.querySelector("progress").value = share;
      say(page.fill(words.getting, { percent: Math.floor(share * 10) * 10 })); /* by tens: more would be chatter */
    }
    tell(0);
    /* So that the browser does not clear it away by itself; whether it agrees, it need not say. */
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(function () {});
    newest(stop.signal).then(function (found) {
      return offline.bring(cache, found, true, tell, stop.signal);
    }).then(function () {
      return ["got", "saved"];
    }, function (error) {
      return [stop.signal.aborted ? "stopped" : error.name === "QuotaExceededError" ? "full" : "lost", stop.signal.aborted ? "" : "missing"];
    }).then(function (end) {
      return show(cache).then(function () {
        var here = document.activeElement === act("stop"); /* else the reader has gone on */
        getting.hidden = act("stop").hidden = true;
        say(words[end[0]], end[1]);
        if (here) place().focus();
      });
    });
  }

  function refuse(why) {
    slot("state").textContent = words[why];
  }

  if (location.protocol === "file:") return refuse("folder");
  if (!isSecureContext) return refuse("http");
  if (!offline) return refuse("refused");
  slot("state").textContent = words.looking;
  offline.ready.then(function (cache) {
    act("get").addEventListener("click", function () { get(cache); });
    act("stop").addEventListener("click", function () { stop.abort(); });
    act("delete").addEventListener("click", function () {
      page.ask(page.fill(words.askDelete, { kept: size }), act("delete").textContent, function () {
        offline.forget().then(function (anew) {
          cache = anew;
          return show(cache);
        }).then(function () {
          say(words.deleted, "saved");
          place().focus();
        }, function () { say(words.undeleted, "missing"); });
      });
    });
    return show(cache);
  }).catch(function () { refuse("refused"); });
})();
