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

  /* Whoever has decided on this page's case finds the gate open and the answers in place: draw the page when they are there,
     or it would jump. The other scripts have run by then; a page that waits too long for them is shown as it is. A page whose
     rows are fetched is drawn by rows.js. */
  function show() { root.classList.remove("returning"); }
  if (root.hasAttribute("data-rows")) {
    root.classList.add("returning");
    setTimeout(show, 3000);
  }
  try {
    var found = /cases\/([\w-]+)(\.html)?$/.exec(location.pathname);
    var decided = new RegExp("^casebook:" + window.casebook.course + ":(@[^:]*:)?decision:" + (found ? found[1] : "-") + "$");
    if (found && Object.keys(localStorage).some(function (name) { return decided.test(name); })) {
      root.classList.add("returning");
      document.addEventListener("DOMContentLoaded", show);
      setTimeout(show, 3000);
    }
  } catch (error) {
    /* Nothing is kept. */
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
