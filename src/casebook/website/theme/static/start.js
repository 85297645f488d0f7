/* The first script, before anything is drawn: says that scripts run, and remembers the language for the site's root page. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  window.casebook = { course: root.dataset.course, language: root.dataset.language };

  try {
    localStorage.setItem("casebook:" + window.casebook.course + ":language", root.dataset.language);
  } catch (error) {
    /* A browser that keeps nothing: the root page then goes by the browser's own languages. */
  }

  document.addEventListener("DOMContentLoaded", function () {
    /* On wide screens the margin has room for the page's headings. Opened here, so that phones never see them unfold. */
    var headings = document.querySelector("details.on-page");
    if (headings && matchMedia("(min-width: 75rem)").matches) headings.open = true;
  });

  /* On paper nothing can be unfolded: open what is folded, but neither the gate nor the answers, which print as the reader left them. */
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("main details:not([open]):not(.gate):not(.key)"));
    opened.forEach(function (each) { each.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (each) { each.open = false; });
  });
})();
