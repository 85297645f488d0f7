/* reveal.js's presenter view is in English: once it has connected, its own words are put in the language of the deck. */
(function () {
  "use strict";
  var STYLE = "body{font-family:sans-serif}.speaker-controls-notes{line-height:1.55}.speaker-controls-notes .value{font-size:1em!important}.speaker-controls-notes .value h3{margin:.9em 0 .1em;font-size:1em;color:#155e6b}" +
    ".speaker-controls-notes .value :is(p,ul,ol,dl){margin:0 0 .35em}.speaker-controls-notes .value dl>div{margin:0 0 .4em;padding-left:.6em;border-left:3px solid #dcd8cb}" +
    ".speaker-controls-notes .value dd{margin:0 0 0 1.2em}.speaker-controls-notes .value dd::before{content:'→ ';margin-left:-1.2em}";
  var words = window.casebookSlides.about.words;

  function put(page, selector, text) {
    var node = page.querySelector(selector);
    if (node && node.firstChild) node.firstChild.nodeValue = text;
  }

  function translate(view) {
    var page = view.document;
    if (page.documentElement.dataset.translated) return;
    page.documentElement.dataset.translated = "yes";
    page.documentElement.lang = window.casebookSlides.about.tag;
    page.title = words.presenter;
    put(page, "#upcoming-slide .label", words.upcoming);
    put(page, ".speaker-controls-time h4", words.time + " ");
    put(page, ".reset-button", words.click_to_reset);
    put(page, ".pacing-title", words.pacing);
    put(page, ".speaker-controls-notes h4", words.notes);
    var layouts = words.layouts.split("|"), chosen = page.querySelector(".speaker-layout-dropdown");
    var named = function () { put(page, ".speaker-layout-label", words.layout + " · " + layouts[chosen.selectedIndex]); };
    Array.prototype.forEach.call(chosen.options, function (option, at) { option.textContent = layouts[at]; });
    chosen.setAttribute("aria-label", words.layout);
    chosen.addEventListener("change", named);
    named();
    var style = page.createElement("style");
    style.textContent = STYLE;
    page.head.appendChild(style);
    /* Its clock is American. */
    view.Date.prototype.toLocaleTimeString = function () {
      return view.Intl.DateTimeFormat(window.casebookSlides.about.tag, { hour: "2-digit", minute: "2-digit", hour12: false }).format(this);
    };
  }

  window.addEventListener("message", function (event) {
    if (typeof event.data !== "string" || event.data.indexOf('"reveal-notes"') < 0 || event.data.indexOf('"connected"') < 0) return;
    try {
      if (event.source.opener === window) translate(event.source);
    } catch (error) {
      /* Not a window of ours. */
    }
  });
})();
