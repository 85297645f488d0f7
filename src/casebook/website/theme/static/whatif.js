/* A what-if: a slider that swaps a chart for the same chart with another number, and the sentence under it.
   The drawings are made beforehand; one is fetched when it is first wanted, its neighbours a moment earlier. */
(function () {
  "use strict";

  function start(figure) {
    var range = figure.querySelector("input[type=range]");
    var picture = figure.querySelector("img");
    var output = figure.querySelector("output");
    var base = figure.querySelector("[data-base]");
    var sentence = figure.querySelector("[data-says]");
    var frames = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    var fetched = {};
    var wanted = Number(range.value);

    function load(index) {
      if (frames[index] && !fetched[index]) {
        fetched[index] = new Image();
        fetched[index].src = frames[index].src;
      }
      return fetched[index];
    }

    function move() {
      wanted = Number(range.value);
      var index = wanted;
      var frame = frames[index];
      range.setAttribute("aria-valuetext", frame.shown);
      output.textContent = frame.shown;
      sentence.textContent = frame.sentence;
      base.style.visibility = index === Number(range.dataset.base) ? "" : "hidden";

      /* The old drawing stays until the new one is ready to be painted; a slow one that is no longer wanted is dropped. */
      function swap() {
        if (wanted === index) picture.src = frame.src;
      }
      load(index).decode().then(swap, swap);
      load(index - 1);
      load(index + 1);
    }

    /* Keep room for the longest sentence, so that nothing moves under the finger. */
    function reserve() {
      var now = sentence.textContent;
      var live = sentence.getAttribute("aria-live");
      sentence.setAttribute("aria-live", "off");
      sentence.style.minHeight = "";
      var tallest = frames.reduce(function (most, frame) {
        sentence.textContent = frame.sentence;
        return Math.max(most, sentence.getBoundingClientRect().height);
      }, 0);
      sentence.textContent = now;
      sentence.style.minHeight = tallest + "px";
      sentence.setAttribute("aria-live", live);
    }

    reserve();
    addEventListener("resize", reserve);
    range.addEventListener("input", move);
    /* Browsers restore a slider when one comes back to a page; the drawing follows it. */
    if (range.value !== range.dataset.base) move();
  }

  Array.prototype.forEach.call(document.querySelectorAll("figure.chart.sweep"), start);
})();
