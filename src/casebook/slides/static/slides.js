/* Start reveal.js, and add our keys to its own. */
(function () {
  "use strict";
  var deck = window.casebookSlides;
  var keys = document.getElementById("keys");
  var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var wrapper = document.querySelector(".reveal");
  if (/receiver/.test(location.search)) wrapper.classList.add("receiving");

  Reveal.initialize({
    width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 6, center: false, hash: true, controls: true, controlsTutorial: false,
    progress: true, slideNumber: "c/t", help: false, jumpToSlide: false, defaultTiming: 0, overview: true,
    transition: still ? "none" : "fade", transitionSpeed: "fast", backgroundTransition: "none",
    plugins: [RevealNotes],
    /* Space and Enter belong to a control that has the focus, and all keys to a dialog. */
    keyboardCondition: function (event) {
      if (document.querySelector("dialog[open]")) return false;
      var at = event.target && event.target.closest && event.target.closest("button, a, select");
      return !(at && (event.keyCode === 32 || event.keyCode === 13));
    },
  }).then(function () {
    wrapper.removeAttribute("role"); /* it is text to read, and not an application */
    name(".navigate-right", "next");
    name(".navigate-left", "previous");
    Reveal.on("slidechanged", function (event) { show(event.currentSlide); });
    show(Reveal.getCurrentSlide());
  });

  function name(selector, word) {
    wrapper.querySelectorAll(".controls " + selector).forEach(function (button) {
      button.setAttribute("aria-label", deck.about.words[word]);
    });
  }

  function show(slide) { deck.showTimer(slide); }

  function bind(keyCode, key, act) { Reveal.addKeyBinding({ keyCode: keyCode, key: key, description: key }, act); }

  bind(86, "V", function () {
    if (Reveal.isPaused()) Reveal.togglePause();
    else deck.enterVotes(Reveal.getCurrentSlide());
  });
  bind(84, "T", function () { deck.startTimer(); });
  bind(82, "R", function () { deck.resetTimer(); });
  document.getElementById("help").addEventListener("click", function () { keys.showModal(); });
  document.addEventListener("keydown", function (event) {
    var typing = document.activeElement && /input|textarea/i.test(document.activeElement.tagName);
    if (event.key === "?" && !typing && !document.querySelector("dialog[open]")) keys.showModal();
  });
})();
