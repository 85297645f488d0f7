/* The result of a scored tool: points, a table with the mean of each part, a radar chart, and results kept to compare with.
   A kept result is {date, points, max, means: {part: number}}. */
(function () {
  "use strict";
  var sheet = document.getElementById("tool");
  var result = document.getElementById("result");
  if (!result) return;

  var storage = window.casebook.storage;
  var tool = window.casebook.tool;
  var page = window.casebook.page;
  var all = page.all;
  var fill = page.fill;
  var words = result.dataset;
  var key = "tool:" + sheet.dataset.tool + ":kept";
  var joint = sheet.dataset.joint;
  var top = Number(words.top);
  var chart = result.querySelector(".radar");
  var keep = result.querySelector("[data-act=keep]");
  var list = result.querySelector("ul");
  var axes = all(result, "[data-axis]").map(function (row) {
    var part = document.getElementById("part-" + row.dataset.axis);
    return { id: row.dataset.axis, row: row, title: row.cells[0].textContent, ratings: all(part, "[data-kind=rating]") };
  });
  var now = null;

  function kept() {
    var held = storage.get(key);
    return Array.isArray(held) ? held.filter(function (each) { return each && each.date && each.means; }) : [];
  }

  function measure() {
    var found = { points: 0, answered: 0, all: 0, means: {}, missing: [] };
    axes.forEach(function (axis) {
      var chosen = axis.ratings.map(function (each) { return each.querySelector(":checked"); }).filter(Boolean);
      var points = chosen.reduce(function (sum, each) { return sum + Number(each.value); }, 0);
      axis.answered = chosen.length;
      found.points += points;
      found.answered += chosen.length;
      found.all += axis.ratings.length;
      if (chosen.length) found.means[axis.id] = points / chosen.length;
      else found.missing.push(axis.title);
    });
    found.max = found.answered * top;
    return found;
  }

  function brief() {
    var left = now.all - now.answered;
    return (now.answered ? fill(words.score, now) + joint : "") + (left ? fill(words.left, { n: left }) : words.all);
  }

  function mean(means, axis) {
    return axis.id in means ? means[axis.id].toFixed(1) : "–";
  }

  function tabulate(before) {
    axes.forEach(function (axis) {
      axis.row.querySelector("[data-mean]").textContent = mean(now.means, axis);
      axis.row.querySelector("[data-rated]").textContent = axis.answered + "/" + axis.ratings.length;
      axis.row.querySelector("td[data-earlier]").textContent = before ? mean(before.means, axis) : "";
    });
    result.querySelector("th[data-earlier]").textContent = before ? before.date : "";
    all(result, "[data-earlier]").forEach(function (cell) { cell.hidden = !before; });
  }

  function draw(before) {
    function series(name, means) {
      return { name: name, values: axes.map(function (axis) { return means[axis.id]; }) };
    }
    function whole(means) {
      return axes.every(function (axis) { return axis.id in means; });
    }
    var drawn = [];
    if (before && whole(before.means)) drawn.push(series("before", before.means));
    if (!now.missing.length) drawn.push(series("now", now.means));
    chart.classList.toggle("blank", Boolean(now.missing.length)); /* on paper a blank one is there to be drawn on */
    chart.querySelector("[data-lines]").textContent = drawn.length > 1 ? words.now + fill(words.before, before) : "";
    window.casebook.radar(chart.querySelector("svg"), axes.map(function (axis) { return axis.title; }), top, drawn);
  }

  function remove(each) {
    page.ask(fill(words.askDelete, each), words.delete, function () {
      storage.set(key, kept().filter(function (other) { return other.date !== each.date; }));
      show();
      tool.say(words.deleted, "saved");
      (list.querySelector("button") || keep).focus();
    });
  }

  function line(each) {
    var item = document.createElement("li");
    var button = document.createElement("button");
    item.textContent = each.date + joint + fill(words.score, each) + " ";
    button.type = "button";
    button.className = "quiet";
    button.textContent = words.delete;
    button.setAttribute("aria-label", fill(words.deleteOne, each));
    button.addEventListener("click", function () { remove(each); });
    item.appendChild(button);
    return item;
  }

  /* Show the score of what is chosen now. */
  function show() {
    var held = kept();
    var before = held[held.length - 1];
    now = measure();
    result.classList.toggle("unrated", !now.answered);
    result.querySelector("[data-total]").textContent = brief();
    result.querySelector("[data-missing]").textContent = now.missing.length
      ? fill(words.missing, { parts: now.missing.join(words.comma) }) : "";
    tabulate(before);
    draw(before);
    keep.parentNode.hidden = Boolean(now.missing.length);
    list.parentNode.hidden = !held.length;
    list.textContent = "";
    held.slice().reverse().map(line).forEach(function (item) { list.appendChild(item); });
  }

  /* The second result of a day and those after it carry a number. */
  function dated(held) {
    var taken = held.map(function (each) { return each.date; });
    var date = page.today();
    for (var number = 2; taken.indexOf(date) >= 0; number += 1) date = page.today() + " (" + number + ")";
    return date;
  }

  keep.addEventListener("click", function () {
    var held = kept();
    var one = { date: dated(held), points: now.points, max: now.max, means: now.means };
    var lasts = storage.set(key, held.concat(one));
    show();
    tool.say(fill(words.kept, one), lasts ? "saved" : "");
  });

  sheet.addEventListener("answers", show);
  show();
})();
