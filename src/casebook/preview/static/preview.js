/* The preview in the page: reloads it when a build has changed what it shows, and says what is wrong with the sources.
   Runs before all other scripts. What it draws stands in a shadow tree of its own, so that neither style nor script of the page meets it. */
(function () {
  "use strict";
  var given = document.currentScript.dataset;
  var KEPT = "casebook-preview"; /* in sessionStorage: where the reader was, and which notes were closed */
  var AGAIN = 1000; /* milliseconds between two tries to reach the server */

  /* A worker would show what it kept and not what was written just now. One may be left of a site that was served here before. */
  function refuseWorkers() {
    var container = navigator.serviceWorker;
    if (!container) return;
    container.getRegistrations().then(function (all) {
      all.forEach(function (each) { each.unregister(); });
    }).catch(function () { /* then there is none */ });
    caches.keys().then(function (names) {
      names.forEach(function (name) { if (name.indexOf("casebook:") === 0) caches.delete(name); });
    }).catch(function () { /* then nothing is kept */ });
    delete Navigator.prototype.serviceWorker;
  }

  function read() {
    try { return JSON.parse(sessionStorage.getItem(KEPT)) || {}; } catch (error) { return {}; }
  }

  function keep(news) {
    try { sessionStorage.setItem(KEPT, JSON.stringify(Object.assign(read(), news))); } catch (error) { /* then it is forgotten */ }
  }

  /* ---- Reloading, so that one goes on reading where one was ---- */

  function foldable() {
    return Array.prototype.slice.call(document.querySelectorAll("details"));
  }

  function nameOf(each) {
    return each.id || each.querySelector("summary").textContent.trim();
  }

  function reload() {
    var active = document.activeElement;
    keep({
      place: {
        page: location.pathname,
        top: scrollY,
        open: foldable().map(function (each) { return [nameOf(each), each.open]; }),
        focus: active && active !== document.body ? active.id : "",
      },
    });
    location.reload();
  }

  function goOn() {
    var place = read().place;
    keep({ place: null });
    if (!place || place.page !== location.pathname) return;
    var now = foldable();
    place.open.forEach(function (was, index) {
      if (now[index] && nameOf(now[index]) === was[0] && !now[index].classList.contains("locked")) now[index].open = was[1];
    });
    var field = place.focus && document.getElementById(place.focus);
    if (field) field.focus({ preventScroll: true });
    scrollTo({ top: place.top, behavior: "instant" });
  }

  /* ---- What is drawn ---- */

  var state = { turn: 0, busy: false };
  var host, sign, panel, title, about, list, more, moreTitle, moreList, opener;
  var isLost = false;

  function make(name, into, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    into.appendChild(made);
    return made;
  }

  function language() {
    return /^en/.test(document.documentElement.lang) ? "en" : "zh";
  }

  function words() {
    return state.words[language()];
  }

  function draw() {
    host = make("casebook-preview", document.body);
    host.lang = document.documentElement.lang;
    var tree = host.attachShadow({ mode: "open" });
    var style = make("link", tree, { rel: "stylesheet", href: "/-/preview.css" });
    var all = make("div", tree, { hidden: "" });
    style.addEventListener("load", function () { all.hidden = false; });
    panel = make("section", all, { class: "panel", hidden: "" });
    var head = make("div", panel, { class: "head" });
    title = make("p", head, { class: "title", role: "alert" });
    var close = make("button", head, { type: "button", class: "close" });
    close.addEventListener("click", shut);
    var body = make("div", panel, { class: "body", tabindex: "0", role: "group" });
    about = make("p", body, { class: "about" });
    list = make("ol", body, { class: "errors" });
    more = make("details", body, { class: "warnings" });
    moreTitle = make("summary", more);
    moreList = make("ol", more);
    var foot = make("div", all, { class: "foot" });
    sign = make("p", foot, { class: "sign", role: "status" });
    opener = make("button", foot, { type: "button", class: "opener", hidden: "" });
    opener.addEventListener("click", function () { open(true); });
    panel.close = close;
    panel.body = body;
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && !panel.hidden && !event.defaultPrevented && !document.querySelector("dialog[open]")) shut();
    });
  }

  function note(into, each) {
    var item = make("li", into);
    if (each.place) make("p", item, { class: "place" }).textContent = each.place;
    if (each.message) make("p", item, { class: "message" }).textContent = each.message;
    if (each.cure) make("p", item, { class: "cure" }).textContent = each.cure;
    if (each.lines.length) make("pre", item).textContent = each.lines.join("\n");
  }

  function fill(into, notes) {
    into.textContent = "";
    notes.forEach(function (each) { note(into, each); });
  }

  /* Show the notes of the last build. What is said aloud is their number; the rest is there to be read. */
  function show() {
    var notes = state.notes[language()];
    panel.setAttribute("aria-label", words().region);
    panel.close.textContent = words().close;
    panel.body.setAttribute("aria-label", words().region);
    about.textContent = notes.about;
    fill(list, notes.errors);
    fill(moreList, notes.warnings);
    list.hidden = !notes.errors.length;
    about.hidden = list.hidden || !!document.querySelector("[data-waiting]"); /* there was no page before */
    more.hidden = !notes.warnings.length;
    more.open = !notes.errors.length;
    moreTitle.textContent = notes.warned;
    opener.textContent = notes.title || notes.warned;
    opener.className = notes.errors.length ? "opener wrong" : "opener";
    panel.className = notes.errors.length ? "panel wrong" : "panel";
    if (notes.errors.length && read().closed !== closedNow()) open(false);
    else hide();
    waiting(notes);
  }

  function closedNow() {
    return state.session + "." + state.turn;
  }

  function open(byHand) {
    var notes = state.notes[language()];
    panel.hidden = false;
    opener.hidden = true;
    title.textContent = notes.title || notes.warned; /* after it is seen, or it is not read out */
    makeRoom(panel.offsetHeight + "px");
    if (byHand) panel.body.focus();
  }

  /* So that the end of the page can be read beside the notes, and what sticks to the foot of the window stays in sight. */
  function makeRoom(height) {
    document.documentElement.style.setProperty("--below", height);
    document.body.style.marginBottom = height;
  }

  function hide() {
    var had = panel.contains(host.shadowRoot.activeElement);
    panel.hidden = true;
    title.textContent = "";
    opener.hidden = !opener.textContent;
    makeRoom("");
    if (had && !opener.hidden) opener.focus();
  }

  function shut() {
    keep({ closed: closedNow() });
    hide();
  }

  /* The page that stands in for a site that was never built says that it waits, or that it waits for somebody to mend something. */
  function waiting(notes) {
    if (!notes.errors.length) return;
    document.querySelectorAll("[data-waiting]").forEach(function (each) { each.textContent = words()[each.dataset.waiting]; });
  }

  function tell() {
    var told = "";
    if (isLost) told = words().lost;
    else if (state.busy && state.progress) told = words().progress.replace("{done}", state.progress[0]).replace("{total}", state.progress[1]);
    else if (state.busy) told = words().updating;
    sign.textContent = told;
    sign.className = isLost ? "sign lost" : "sign";
  }

  /* ---- The line to the server ---- */

  var build = Number(given.build);
  var line;

  function shown() {
    var found = performance.getEntriesByType("resource").map(function (each) { return each.name; });
    document.querySelectorAll("[src], link[href]").forEach(function (each) { found.push(each.src || each.href); });
    var ours = found.filter(function (each) { return each.indexOf(location.origin + "/") === 0; });
    return ours.map(function (each) { return pathOf(new URL(each)); }).filter(function (each, index, all) { return all.indexOf(each) === index; });
  }

  function pathOf(url) {
    try { return decodeURIComponent(url.pathname); } catch (error) { return url.pathname; }
  }

  function ask() {
    line.send(JSON.stringify({
      session: given.session, build: build, asked: state.build, page: pathOf(location), shown: shown(), missing: "missing" in given,
    }));
  }

  function obey(said) {
    if (said.verdict === "reload") reload();
    else if (said.verdict === "gone") location.replace(said.home);
    else build = said.build;
  }

  function hear(event) {
    var news = JSON.parse(event.data);
    if (news.verdict) return obey(news);
    Object.assign(state, news);
    isLost = false;
    if ("notes" in news) show();
    tell();
    if ("build" in news && (news.build !== build || state.session !== given.session)) ask();
  }

  function lose() {
    if (state.words) {
      isLost = true;
      tell();
    }
    setTimeout(connect, AGAIN);
  }

  function connect() {
    line = new WebSocket("ws://" + location.host + "/-/live");
    line.addEventListener("message", hear);
    line.addEventListener("close", lose);
  }

  refuseWorkers();
  document.addEventListener("DOMContentLoaded", function () {
    setTimeout(goOn); /* after the page's own scripts have folded and unfolded what they will */
    draw();
    connect();
  });
  addEventListener("pagehide", function () { line.removeEventListener("close", lose); });
  addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
})();
