/* Items as forms: what an article's controls say as a response, and back. A response is JSON that scoring takes, made of option
   ids alone, so that every language shows the same one; null where nothing is answered. */
(function () {
  "use strict";
  var all = window.casebook.page.all;
  var fill = window.casebook.page.fill;

  /* Tell whoever listens that an answer changed, as a browser does for its own controls. */
  function announce(control) {
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function values(article) {
    return all(article, "form:not(.assess) .opt input:checked").map(function (input) { return input.value; });
  }

  var choice = {
    read: function (article) {
      var chosen = values(article);
      if (!chosen.length) return null;
      return article.querySelector("input[type=checkbox]") ? chosen : chosen[0];
    },
    write: function (article, response) {
      var wanted = Array.isArray(response) ? response : [response];
      all(article, "form:not(.assess) .opt input").forEach(function (input) { input.checked = wanted.indexOf(input.value) >= 0; });
    },
  };

  /* ---- Ordering: by the buttons, by the number of the place, or by dragging; the shown order counts once it is touched ---- */
  function rows(list) {
    return Array.prototype.slice.call(list.children);
  }

  function number(list) {
    rows(list).forEach(function (row, at) {
      row.querySelector("select").value = String(at);
      row.querySelector("[data-act=up]").setAttribute("aria-disabled", String(at === 0));
      row.querySelector("[data-act=down]").setAttribute("aria-disabled", String(at === list.children.length - 1));
    });
  }

  function settle(list, answered) {
    list.classList.toggle("answered", answered);
    list.closest("fieldset").querySelector("[data-act=as-shown]").hidden = answered;
    number(list);
  }

  /* Move a row to a place, and say so to those who do not see it. */
  function move(row, place) {
    var list = row.parentNode;
    var others = rows(list).filter(function (each) { return each !== row; });
    var focused = document.activeElement;
    list.insertBefore(row, others[place] || null);
    if (row.contains(focused)) focused.focus({ preventScroll: true }); /* a moved element loses it */
    row.scrollIntoView({ block: "nearest" });
    settle(list, true);
    var said = list.parentNode.querySelector("[data-moved]");
    said.textContent = fill(said.dataset.moved, { place: place + 1, option: row.querySelector(".words").textContent.trim() });
    announce(list);
  }

  var order = {
    read: function (article) {
      var list = article.querySelector(".order");
      return list.classList.contains("answered") ? rows(list).map(function (row) { return row.dataset.option; }) : null;
    },
    write: function (article, response) {
      var list = article.querySelector(".order");
      var wanted = response || [];
      list.shown.slice().sort(function (one, other) {
        return at(one) - at(other);
      }).forEach(function (row) { list.appendChild(row); });
      settle(list, Boolean(response) && wanted.length === list.shown.length);
      list.parentNode.querySelector("[data-moved]").textContent = "";

      function at(row) {
        var place = wanted.indexOf(row.dataset.option);
        return place < 0 ? wanted.length + list.shown.indexOf(row) : place;
      }
    },
  };

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".order [data-act], [data-act=as-shown]");
    if (!button) return;
    if (button.dataset.act === "as-shown") {
      var list = button.closest("fieldset").querySelector(".order");
      settle(list, true);
      list.querySelector("select").focus({ preventScroll: true }); /* the button is gone */
      return announce(list);
    }
    var row = button.closest("li");
    var place = rows(row.parentNode).indexOf(row) + (button.dataset.act === "up" ? -1 : 1);
    if (place >= 0 && place < row.parentNode.children.length) move(row, place);
  });

  document.addEventListener("change", function (event) {
    var row = event.target.closest(".order > li");
    if (row) move(row, Number(event.target.value));
  });

  /* Dragging is an extra for those with a mouse. */
  document.addEventListener("pointerdown", function (event) {
    var words = event.pointerType === "mouse" && event.button === 0 && event.target.closest(".order .words");
    if (!words || words.closest("fieldset").disabled) return;
    var row = words.closest("li");
    event.preventDefault(); /* no selection of text */
    row.classList.add("dragged");

    /* Below each row whose middle is above the pointer: rows of different heights then do not swap to and fro. */
    function drag(moved) {
      var place = rows(row.parentNode).filter(function (each) {
        var box = each.getBoundingClientRect();
        return each !== row && box.top + box.height / 2 < moved.clientY;
      }).length;
      if (place !== rows(row.parentNode).indexOf(row)) move(row, place);
    }
    function drop() {
      row.classList.remove("dragged");
      removeEventListener("pointermove", drag);
      removeEventListener("pointerup", drop);
      removeEventListener("pointercancel", drop);
    }
    addEventListener("pointermove", drag);
    addEventListener("pointerup", drop);
    addEventListener("pointercancel", drop);
  });

  var match = {
    read: function (article) {
      var chosen = {};
      all(article, "[data-source]").forEach(function (select) { if (select.value) chosen[select.dataset.source] = select.value; });
      return Object.keys(chosen).length ? chosen : null;
    },
    write: function (article, response) {
      all(article, "[data-source]").forEach(function (select) {
        select.value = (response || {})[select.dataset.source] || "";
        if (select.selectedIndex < 0) select.value = ""; /* a target that is no longer there */
      });
    },
  };

  /* ---- Words, numbers and code ---- */
  function field(article) {
    return article.querySelector(".field textarea, .field input");
  }

  /* Han characters each, and runs of other letters or digits, as Chinese and English writers count. */
  function count(text) {
    var found = text.match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+(?:['’.,\-](?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+)*/gu);
    return found ? found.length : 0;
  }

  /* Say beside a number that it cannot be read, when it is left and not while it is being typed; return whether it can. */
  function readable(article) {
    var input = field(article);
    var said = article.querySelector("[data-unread]");
    var words = "";
    try {
      if (input.value.trim()) window.casebook.scoring.readNumber(input.value);
    } catch (error) {
      words = said.dataset.unread;
    }
    input.setAttribute("aria-invalid", String(Boolean(words)));
    if (said.textContent !== words) said.textContent = words;
    return !words;
  }

  function dress(article) {
    var counter = article.querySelector(".counter");
    var written = field(article);
    var n = counter ? count(written.value) : 0;
    if (counter) counter.textContent = fill(counter.dataset[n === 0 ? "none" : n === 1 ? "one" : "many"], { n: n });
    written.closest(".field").classList.toggle("filled", written.value.trim() !== written.defaultValue.trim());
  }

  var text = {
    read: function (article) {
      var written = field(article);
      return written.value.trim() && written.value !== written.defaultValue ? written.value : null;
    },
    write: function (article, response) {
      var written = field(article);
      var wanted = response === null ? written.defaultValue : response;
      var at = written === document.activeElement ? written.selectionEnd : null;
      if (written.value !== wanted) written.value = wanted;
      if (at !== null) written.setSelectionRange(at, at); /* or the cursor would jump to the end */
      dress(article);
      if (article.dataset.kind === "number") readable(article);
    },
  };

  var kinds = { choice: choice, order: order, match: match, number: text, text: text, code: text };

  document.addEventListener("input", function (event) {
    var article = event.target.closest(".item");
    if (!article || kinds[article.dataset.kind] !== text || event.target !== field(article)) return;
    dress(article);
    if (event.target.getAttribute("aria-invalid") === "true") readable(article);
  });

  /* A moment later: the words must not move what is just being clicked. */
  document.addEventListener("change", function (event) {
    if (event.target.matches(".item .number input")) setTimeout(readable, 300, event.target.closest(".item"));
  });

  all(document, ".order").forEach(function (list) {
    list.shown = rows(list); /* as the page came */
    number(list);
  });

  window.casebook.forms = {
    /* Return the response in an article, or null. */
    read: function (article) { return kinds[article.dataset.kind].read(article); },

    /* Show a response, as far as the item still has what it names; null empties the form. */
    write: function (article, response) {
      if (JSON.stringify(kinds[article.dataset.kind].read(article)) !== JSON.stringify(response)) kinds[article.dataset.kind].write(article, response);
      else if (kinds[article.dataset.kind] === text) dress(article);
    },

    /* Return whether what is written as a number can be read as one, and say so beside it. */
    readable: readable,

    count: count,
  };
})();
