/* The decision point and the gate behind it: what really happened opens only for a reader who has chosen and said why.
   Kept as {option, reason, later: {option, reason} | null}: the first decision stands, a change of mind is noted beside it. */
(function () {
  "use strict";
  var decision = document.getElementById("decision");
  var gate = document.getElementById("gate");
  if (!decision || !gate) return;

  var storage = window.casebook.storage;
  var key = "decision:" + decision.dataset.case;
  var radios = Array.prototype.slice.call(decision.querySelectorAll("input[type=radio]"));
  var reason = decision.querySelector("textarea");
  var decide = decision.querySelector("[data-act=decide]");
  var forget = decision.querySelector("[data-act=forget]");
  var status = decision.querySelector("[role=status]");
  var summary = gate.querySelector("summary");
  var hint = summary.querySelector("[data-hint]");
  var echoes = Array.prototype.slice.call(gate.querySelectorAll("[data-echo]")); /* where the gate opens, and at the analysis */
  var draft = "draft:" + decision.dataset.case; /* chosen or written, and not noted yet */
  var kept = noted();

  function noted() {
    var held = storage.get(key);
    return held && textOf(held.option) ? held : null; /* or its option is no longer offered */
  }

  function chosen() {
    return radios.filter(function (radio) { return radio.checked; })[0] || null;
  }

  function textOf(option) {
    var radio = radios.filter(function (each) { return each.value === option; })[0];
    return radio ? radio.labels[0].textContent.trim() : "";
  }

  function say(words, state) {
    status.textContent = words;
    status.dataset.state = state || "";
  }

  function put(slot, words) {
    echoes.forEach(function (echo) {
      var place = echo.querySelector("[data-slot=" + slot + "]");
      place.textContent = words;
      place.parentNode.hidden = !words;
    });
  }

  /* Show the state: the gate's hint, the reader's own words above what happened, the buttons. */
  function show() {
    summary.setAttribute("aria-disabled", String(!kept));
    gate.classList.toggle("locked", !kept);
    hint.textContent = hint.dataset[!kept ? "locked" : gate.open ? "open" : "plain"];
    echoes.forEach(function (echo) { echo.hidden = !kept; });
    forget.hidden = !kept;
    decide.textContent = decide.dataset[kept ? "again" : "first"];
    decision.classList.toggle("decided", Boolean(kept));
    reason.parentNode.classList.toggle("filled", Boolean(reason.value.trim())); /* on paper: words, or lines for them */
    if (!kept) return;
    put("option", textOf(kept.option));
    put("reason", kept.reason);
    put("later-option", kept.later ? textOf(kept.later.option) : "");
    put("later-reason", kept.later ? kept.later.reason : "");
  }

  /* Say what is missing and lead there; return whether nothing is. */
  function complete() {
    var option = chosen();
    var words = reason.value.trim();
    reason.setAttribute("aria-invalid", String(Boolean(option && !words)));
    if (option && words) return true;
    say(decision.dataset[!option && !words ? "needsBoth" : !option ? "needsOption" : "needsReason"], "missing");
    (option ? reason : radios[0]).focus();
    decision.scrollIntoView({ block: "nearest" }); /* with the words that say so */
    return false;
  }

  function leadToDecision() {
    decision.scrollIntoView({ block: "start" });
    (chosen() ? reason : radios[0]).focus({ preventScroll: true });
    say(decision.dataset.first, "missing");
  }

  function note() {
    var now = { option: chosen().value, reason: reason.value.trim() };
    if (!kept) kept = { option: now.option, reason: now.reason, later: null };
    else kept.later = now.option === kept.option && now.reason === kept.reason ? null : now;
    var stays = storage.set(key, kept);
    storage.remove(draft);
    gate.open = true;
    show();
    say(decision.dataset[stays ? "saved" : "unkept"], stays ? "saved" : "unsaved");
    echoes[0].focus({ preventScroll: true });
    gate.scrollIntoView({ block: "start" });
  }

  decide.addEventListener("click", function () {
    if (complete()) note();
  });

  forget.addEventListener("click", function () {
    storage.remove(key);
    storage.remove(draft);
    kept = null;
    radios.forEach(function (radio) { radio.checked = false; });
    reason.value = "";
    gate.open = false;
    show();
    say(decision.dataset.forgotten, "saved");
    radios[0].focus();
  });

  decision.addEventListener("input", function () {
    reason.removeAttribute("aria-invalid");
    storage.set(draft, { option: chosen() ? chosen().value : "", reason: reason.value });
    say(kept ? decision.dataset.unsaved : "", kept ? "unsaved" : "");
  });

  summary.addEventListener("click", function (event) {
    if (kept) return;
    event.preventDefault();
    if (complete()) note();
  });

  /* The browser itself unfolds details, for a fragment or a word found in the page; not before the decision. */
  gate.addEventListener("toggle", function () {
    if (gate.open && !kept) {
      gate.open = false;
      leadToDecision();
    }
    show();
  });

  /* A link into the gated part: lead an undecided reader to the decision, let a decided one through. */
  function follow() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    if (!target || !gate.contains(target)) return;
    if (!kept) return leadToDecision();
    gate.open = true;
    target.scrollIntoView();
  }

  /* What was chosen or written before this script arrived stays; else show what is noted or was on the way to be. */
  function fillIn() {
    var latest = storage.get(draft) || (kept && kept.later) || kept || {};
    radios.forEach(function (radio) { radio.checked = radio.value === latest.option; });
    reason.value = latest.reason || "";
    gate.open = Boolean(kept);
    if (kept && latest === (kept.later || kept)) say(decision.dataset.saved, "saved");
  }

  storage.watch(function (changed) {
    if (changed !== null && changed !== key && changed !== draft) return;
    kept = noted();
    fillIn();
    show();
  });

  if (!chosen() && !reason.value) fillIn();
  else if (kept) gate.open = true;
  show();
  follow();
  addEventListener("hashchange", follow);
})();
