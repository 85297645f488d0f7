/* The timer of each question for discussion. A running one is known by the moment when it ends, so that a page that sleeps
   or is loaded again shows the right time; it runs on while other slides are shown, and a small clock says so there. */
(function () {
  "use strict";
  var STALE = 3 * 3600 * 1000; /* after so long, another session has begun */
  var deck = window.casebookSlides;
  var places = Array.prototype.slice.call(document.querySelectorAll("[data-timer]"));
  var running = document.getElementById("running");
  var timers = fresh(deck.read("timers"));
  var current = null;

  /* A timer is {end} while it runs and {left} while it rests, in milliseconds; `at` is when somebody last touched it. */
  function fresh(held) {
    var kept = {};
    Object.keys(held).forEach(function (name) {
      var each = held[name];
      if (each && each.at > Date.now() - STALE && (Number.isFinite(each.end) || Number.isFinite(each.left))) kept[name] = each;
    });
    return kept;
  }

  function whole(place) { return Number(place.dataset.seconds) * 1000; }

  function leftOf(place) {
    var timer = timers[place.dataset.timer];
    if (!timer) return whole(place);
    return Math.max(0, "end" in timer ? timer.end - Date.now() : timer.left);
  }

  function stateOf(place) {
    var timer = timers[place.dataset.timer];
    if (!timer) return "ready";
    if (leftOf(place) <= 0) return "over";
    return "end" in timer ? "running" : "paused";
  }

  function written(milliseconds) {
    var seconds = Math.ceil(milliseconds / 1000), pad = function (n) { return (n < 10 ? "0" : "") + n; };
    return pad(Math.floor(seconds / 60)) + ":" + pad(seconds % 60);
  }

  function put(node, text) { if (node.textContent !== text) node.textContent = text; }

  function draw(place) {
    var state = stateOf(place);
    place.dataset.state = state;
    put(place.querySelector(".clock"), written(leftOf(place)));
    put(place.querySelector(".up"), state === "over" ? deck.say("time_up", {}) : "");
    put(place.querySelector("[data-act=start]"), deck.say({ running: "pause", paused: "go_on" }[state] || "start", {}));
  }

  function drawAll() {
    places.forEach(draw);
    var others = places.filter(function (place) { return place !== current && /running|over/.test(stateOf(place)); });
    var next = others.sort(function (one, other) { return leftOf(one) - leftOf(other); })[0];
    running.hidden = !next;
    if (!next) return;
    running.dataset.state = stateOf(next);
    put(running, stateOf(next) === "over" ? deck.say("time_up", {}) : deck.say("left", { time: written(leftOf(next)) }));
  }

  function keep(place, timer) {
    if (timer) timers[place.dataset.timer] = timer;
    else delete timers[place.dataset.timer];
    deck.write("timers", timers);
    drawAll();
  }

  function start(place) {
    var now = Date.now(), state = stateOf(place);
    if (state === "running") keep(place, { left: leftOf(place), at: now });
    else keep(place, { end: now + (state === "over" ? whole(place) : leftOf(place)), at: now });
  }

  places.forEach(function (place) {
    place.querySelector("[data-act=start]").addEventListener("click", function () { start(place); });
    place.querySelector("[data-act=reset]").addEventListener("click", function () { keep(place, null); });
  });
  deck.hear("timers", function () {
    timers = fresh(deck.read("timers"));
    drawAll();
  });
  document.addEventListener("visibilitychange", drawAll);
  setInterval(drawAll, 250);

  deck.startTimer = function () { if (current) start(current); };
  deck.resetTimer = function () { if (current) keep(current, null); };
  /* A clock that has run out is put away with its slide; it was seen. */
  deck.showTimer = function (slide) {
    var shown = slide ? slide.querySelector("[data-timer]") : null;
    if (current && shown !== current && stateOf(current) === "over") keep(current, null);
    current = shown;
    drawAll();
  };
})();
