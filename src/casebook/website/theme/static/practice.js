/* Feedback on practice: at once, with partial credit explained; the reasons for what was chosen, and, after a right answer or two
   tries, all of them. A text is assessed by its writer; code shows its model answer. */
(function () {
  "use strict";
  var page = window.casebook.page;
  var forms = window.casebook.forms;
  var answers = window.casebook.answers;
  var scoring = window.casebook.scoring;
  var all = page.all;
  var words = document.getElementById("item-words").dataset;
  var TRIES = 2;

  function act(article, name) {
    return article.querySelector("[data-act=" + name + "]");
  }

  function points(number) {
    return String(Number(number.toFixed(2)));
  }

  function paragraph(text, className) {
    var made = document.createElement("p");
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function scoringOf(article) {
    return JSON.parse(article.dataset.scoring);
  }

  /* Replace what the feedback says. */
  function say(article, parts) {
    var place = article.querySelector(".feedback");
    place.textContent = "";
    parts.forEach(function (part) { place.appendChild(part); });
  }

  function complain(article, text, control) {
    article.dataset.state = "";
    say(article, [paragraph(text, "missing")]);
    (control || article.querySelector("form input, form select, form textarea")).focus();
  }

  /* Say what is missing and lead there; return whether nothing is. */
  function complete(article, response) {
    var kind = article.dataset.kind;
    if (response === null) return complain(article, kind === "code" ? words.code : words.first);
    if (kind === "match") {
      var left = all(article, "[data-source]").filter(function (select) { return !select.value; });
      if (left.length) return complain(article, page.fill(words.rest, { n: left.length }), left[0]);
    }
    if (kind !== "number" || forms.readable(article)) return true;
    say(article, []); /* the words stand beside the number */
    article.querySelector(".number input").focus();
    return false;
  }

  /* The reasons that do not give the rest away: of what was chosen, and of the entries that are matched right. */
  function reasons(article, key, response) {
    var chosen = article.dataset.kind === "choice" ? [].concat(response)
      : article.dataset.kind === "match" ? Object.keys(response).filter(function (each) { return response[each] === key[each]; })
      : [];
    var made = document.createElement("ul");
    chosen.forEach(function (id) {
      var reason = all(article, ".key [data-reason]").filter(function (each) { return each.dataset.reason === id; })[0];
      if (!reason) return;
      var item = document.createElement("li");
      var label = article.querySelector("label[for='" + article.id.replace("item", "answer") + "--" + id + "']");
      var named = label.querySelector(".opt b") || label;
      item.innerHTML = reason.innerHTML; /* from this page's own words */
      if (named) item.insertBefore(document.createTextNode(named.textContent.trim().replace(/\.$/, "") + words.colon), item.firstChild);
      made.appendChild(item);
    });
    return made.children.length ? [made] : [];
  }

  function explained(found, by) {
    if (found.share === 1 || !words[camel(by)]) return "";
    var said = page.fill(words[camel(by)], found);
    return said + (by === "right-minus-wrong" && found.right < found.wrong ? words.below : "");
  }

  function camel(name) {
    return name.replace(/-(\w)/g, function (whole, letter) { return letter.toUpperCase(); });
  }

  /* Show an item as its record says: not checked, checked, or with everything open. */
  function show(article) {
    var record = answers.currentOf(article) || {};
    var kind = article.dataset.kind;
    var key = scoringOf(article);
    var judged = typeof record.share === "number" || (key.by === "rubric" || key.by === "calls") && record.open;
    var checked = Boolean(judged && record.response !== null);
    var open = checked && Boolean(record.open);
    var details = article.querySelector(".key");
    article.toggleAttribute("data-open", open);
    if (details && open !== details.open && (open || !checked)) details.open = open;
    all(article, "form:not(.assess) fieldset").forEach(function (each) { each.disabled = open; });
    if (kind === "number") article.querySelector(".number input").readOnly = open;
    act(article, "check").hidden = open;
    act(article, "again").hidden = !open;
    article.dataset.state = "";
    if (!checked) return say(article, []);
    if (kind === "text" || kind === "code") return say(article, [paragraph(kind === "text" ? words.compared : words.opened)]);
    var found = scoring.judge(key, record.response);
    var state = found.share === 1 ? "right" : found.share > 0 ? "partly" : "wrong";
    var total = Number(article.dataset.points);
    article.dataset.state = state;
    var verdict = words[open && state === "wrong" ? "missed" : state] + (found.share > 0 ? page.fill(words.points, { points: points(found.share * total), max: points(total) }) : "");
    var parts = [paragraph(verdict, "verdict")];
    var why = explained(found, key.by);
    if (why) parts.push(paragraph(why));
    if (!open) parts = parts.concat(reasons(article, key.key, record.response));
    parts.push(paragraph(open ? words.opened : words.onceMore, "hint"));
    say(article, parts);
  }

  function check(article) {
    answers.flush();
    var response = forms.read(article);
    if (!complete(article, response)) return;
    var record = answers.currentOf(article) || {};
    var judged = scoringOf(article);
    var marked = judged.by === "rubric" || judged.by === "calls";
    var share = marked ? null : scoring.judge(judged, response).share;
    var tries = (record.open ? 0 : record.tries || 0) + 1;
    answers.keep(article, {
      tries: tries, share: share, best: Math.max(record.best || 0, share || 0), open: marked || share === 1 || tries >= TRIES,
    });
    show(article);
    if (act(article, "check").hidden) act(article, "again").focus({ preventScroll: true });
  }

  function again(article) {
    all(article, "fieldset").forEach(function (each) { each.disabled = false; });
    if (article.dataset.kind !== "text" && article.dataset.kind !== "code") forms.write(article, null);
    answers.keep(article, { tries: 0, share: null, open: false, levels: {} });
    show(article);
    showLevels(article);
    article.querySelector("form input, form select, form textarea").focus({ preventScroll: true });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".practice [data-act=check], .practice [data-act=again]");
    if (button) (button.dataset.act === "check" ? check : again)(button.closest(".item"));
  });

  /* Enter in a number field checks it. */
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.closest(".practice:not([data-open]) .number")) return;
    event.preventDefault(); /* or it would press the button that has the focus next */
    check(event.target.closest(".item"));
  });

  /* A changed answer is not checked any more. */
  document.addEventListener("input", function (event) {
    var article = event.target.closest(".practice");
    if (!article || event.target.closest(".assess")) return;
    if (article.hasAttribute("data-open") || !article.querySelector(".feedback").firstChild) return;
    article.dataset.state = "";
    say(article, []);
  });

  /* ---- Assessing one's own text ---- */
  function assessed(article) {
    var form = article.querySelector(".assess");
    var chosen = all(form, "input:checked");
    var sum = chosen.reduce(function (total, input) { return total + Number(input.dataset.points); }, 0);
    var status = form.querySelector("[role=status]");
    var whole = chosen.length === all(form, "fieldset").length;
    status.textContent = whole ? page.fill(form.dataset.sum, { points: points(sum), max: article.dataset.points }) : "";
  }

  document.addEventListener("change", function (event) {
    var form = event.target.closest(".assess");
    if (!form) return;
    var levels = {};
    all(form, "fieldset").forEach(function (each) {
      var chosen = each.querySelector(":checked");
      if (chosen) levels[each.dataset.criterion] = Number(chosen.dataset.points);
    });
    answers.keep(form.closest(".item"), { levels: levels });
    assessed(form.closest(".item"));
  });

  function showLevels(article) {
    var form = article.querySelector(".assess");
    if (!form) return;
    var levels = (answers.currentOf(article) || {}).levels || {};
    all(form, "fieldset").forEach(function (each) {
      all(each, "input").forEach(function (input) { input.checked = Number(input.dataset.points) === levels[each.dataset.criterion]; });
    });
    assessed(article);
  }

  all(document, ".practice").forEach(function (article) {
    show(article);
    showLevels(article);
    article.addEventListener("taken-over", function () {
      show(article);
      showLevels(article);
    });
  });
})();
