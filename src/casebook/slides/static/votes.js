/* The show of hands: numbers that the instructor enters, drawn at once as bars, kept in the browser and saved as a file. */
(function () {
  "use strict";
  var MOST = 999;
  var deck = window.casebookSlides;
  var ballots = Array.prototype.slice.call(document.querySelectorAll("[data-ballot]"));
  var votes = tidied(deck.read("votes"));
  var asking = document.getElementById("clear");
  var asked = null;

  /* Only what this deck can ask for, as whole numbers: somebody may have changed what the browser held. */
  function tidied(held) {
    var clean = {};
    Object.keys(deck.about.cases).forEach(function (name) {
      clean[name] = { before: {}, after: {} };
      ["before", "after"].forEach(function (moment) {
        deck.about.cases[name].forEach(function (option) {
          var count = held[name] && held[name][moment] && held[name][moment][option];
          if (Number.isInteger(count) && count >= 0 && count <= MOST) clean[name][moment][option] = count;
        });
      });
    });
    return clean;
  }

  function sum(counts) {
    return Object.keys(counts).reduce(function (total, option) { return total + counts[option]; }, 0);
  }

  function slideOf(ballot) { return ballot.closest(".slide"); }

  function draw(ballot) {
    var held = votes[ballot.dataset.ballot];
    var now = held[ballot.dataset.moment];
    ballot.querySelectorAll("li").forEach(function (row) {
      var option = row.dataset.option, field = row.querySelector("input");
      var shown = option in now ? String(now[option]) : "";
      if (field.value !== shown) field.value = shown;
      row.querySelectorAll("[data-bar]").forEach(function (bar) {
        var counts = held[bar.dataset.bar], total = sum(counts);
        var count = counts[option] || 0, part = total ? (100 * count) / total : 0;
        var fill = bar.querySelector(".fill");
        fill.style.width = part + "%";
        fill.toggleAttribute("data-none", !count);
        bar.querySelector(".tally").textContent = total ? deck.say("tally", { n: count, percent: Math.round(part) }) : "";
      });
    });
    var total = sum(now);
    slideOf(ballot).querySelector(".total").textContent = total ? deck.say("total", { n: total }) : "";
  }

  function drawAll() { ballots.forEach(draw); }

  function tell(ballot, words) { slideOf(ballot).querySelector(".kept").textContent = words; }

  function keep(ballot) {
    var done = deck.write("votes", votes);
    drawAll();
    tell(ballot, deck.say(done ? "kept" : "not_kept", {}));
  }

  function set(ballot, option, count) {
    var now = votes[ballot.dataset.ballot][ballot.dataset.moment];
    if (count === null) delete now[option];
    else now[option] = Math.min(MOST, Math.max(0, Math.round(count)));
    keep(ballot);
  }

  function save(ballot) {
    var file = "votes-" + deck.about.name + ".json";
    var held = { format: "casebook-votes", version: 1, course: deck.about.course, session: deck.about.session, cases: votes };
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(held, null, 2) + "\n"], { type: "application/json" }));
    link.download = file;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    tell(ballot, deck.say("saved", { file: file }));
  }

  ballots.forEach(function (ballot) {
    ballot.addEventListener("input", function (event) {
      var field = event.target, count = field.value === "" ? null : Number(field.value);
      if (count === null && field.validity.badInput) return; /* half a number */
      set(ballot, field.closest("li").dataset.option, count);
    });
    ballot.addEventListener("click", function (event) {
      var button = event.target.closest("[data-step]");
      if (!button) return;
      var option = button.closest("li").dataset.option;
      var now = votes[ballot.dataset.ballot][ballot.dataset.moment];
      set(ballot, option, (now[option] || 0) + Number(button.dataset.step));
    });
    /* Enter goes to the next option; a remote control, which sends page keys, turns the page even from within a field. */
    ballot.addEventListener("keydown", function (event) {
      if (event.target.tagName !== "INPUT") return;
      if (event.key === "PageDown" || event.key === "PageUp" || event.key === "Escape") {
        event.target.blur();
        if (event.key === "Escape") event.stopPropagation();
      } else if (event.key === "Enter") {
        var fields = Array.prototype.slice.call(ballot.querySelectorAll("input"));
        var next = fields[fields.indexOf(event.target) + 1];
        if (next) next.select();
        else event.target.blur();
      }
    });
    slideOf(ballot).querySelector("[data-act=save]").addEventListener("click", function () { save(ballot); });
    slideOf(ballot).querySelector("[data-act=clear]").addEventListener("click", function () {
      asked = ballot;
      asking.returnValue = "";
      asking.showModal();
    });
  });

  asking.addEventListener("close", function () {
    if (asking.returnValue === "all") votes = tidied({});
    else if (asking.returnValue === "this") votes[asked.dataset.ballot][asked.dataset.moment] = {};
    else return;
    keep(asked);
  });

  deck.hear("votes", function () {
    votes = tidied(deck.read("votes"));
    drawAll();
  });
  drawAll();

  deck.enterVotes = function (slide) {
    var field = slide && slide.querySelector("[data-ballot] input");
    if (field) field.select();
  };
})();
