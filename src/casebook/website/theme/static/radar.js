/* A radar chart as SVG: an axis for each title, a ring for each point of the scale, an outline for each result.
   All sizes are in units of the drawing, which is 380 wide: on a phone they shrink a little, on paper they grow. */
(function () {
  "use strict";
  var EM = 15, LINE = 19; /* of a title, as the styles set it */
  var HALF = 190, GAP = 8, LARGEST = 118;
  var CLOSING = "，。、；：？！）》”’…—·";
  var UNITS = new RegExp("[（《“‘]*[\\u2e80-\\uffff][" + CLOSING + "]*|[^\\s\\u2e80-\\uffff]+\\s*", "g");

  function make(name, attributes, words) {
    var element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.keys(attributes).forEach(function (each) { element.setAttribute(each, attributes[each]); });
    if (words) element.textContent = words;
    return element;
  }

  /* Widths are estimated, as a chart that is not shown yet has none; a Chinese character is a square. */
  function width(words) {
    return words.trim().split("").reduce(function (sum, each) {
      return sum + EM * (/[\u2e80-\uffff“”]/.test(each) ? 1 : /[A-Z]/.test(each) ? 0.68 : 0.53);
    }, 0);
  }

  /* Fill lines up to a width; Chinese breaks between characters, English between words. */
  function fill(units, limit) {
    return units.reduce(function (lines, unit) {
      var last = lines[lines.length - 1];
      if (last && width(last + unit) <= limit) lines[lines.length - 1] = last + unit;
      else lines.push(unit);
      return lines;
    }, []);
  }

  /* Break a title into as few lines as `widest` asks for, all of about the same length. */
  function wrap(title, widest) {
    var units = title.match(UNITS) || [];
    var count = Math.ceil(width(title) / widest);
    var limit = width(title) / count;
    while (fill(units, limit).length > count) limit += 3;
    return fill(units, limit);
  }

  /* Return an axis: its direction, its title in lines, and how steeply the rim leaves its end towards top or bottom. */
  function axis(title, index, titles) {
    function x(at) { return Math.sin(2 * Math.PI * at / titles.length); }
    function y(at) { return -Math.cos(2 * Math.PI * at / titles.length); }
    function height(at) { return y(at) * (y(index) < 0 ? -1 : 1); }
    var next = height(index + 1) > height(index - 1) ? index + 1 : index - 1;
    var across = Math.abs(x(index));
    var beside = Math.abs(y(index)) < 0.3;
    var lines = wrap(title, EM * (beside ? 5.7 : across > 0.2 || titles.length > 5 ? 7.4 : 14));
    return {
      x: x(index), y: y(index), across: across, beside: beside, lines: lines,
      slope: (height(next) - height(index)) / Math.abs(x(next) - x(index)),
      width: Math.max.apply(null, lines.map(width)), height: lines.length * LINE,
    };
  }

  /* Return where a title begins and its middle, at a radius: beside the end of its axis, or over or under it, clear of the rim. */
  function place(each, full) {
    var inwards = each.beside ? -GAP : each.slope > 0 ? Math.min(each.width / 2, GAP / each.slope) : each.width / 2;
    var middle = each.across < 0.2 ? 0 : Math.max(each.across * full - inwards, 4) + each.width / 2;
    var top = each.y * full + (each.beside ? -each.height / 2 : each.y > 0 ? GAP : -GAP - each.height);
    return { middle: each.x < 0 ? -middle : middle, top: top, fits: middle + each.width / 2 <= HALF };
  }

  function outline(axes, lengths, attributes) {
    attributes.points = axes.map(function (each, index) {
      return (each.x * lengths[index]).toFixed(1) + "," + (each.y * lengths[index]).toFixed(1);
    }).join(" ");
    return make("polygon", attributes);
  }

  function name(each, at) {
    var text = make("text", {});
    each.lines.forEach(function (line, index) {
      text.appendChild(make("tspan", { x: at.middle.toFixed(1), y: (at.top + (index + 0.78) * LINE).toFixed(1) }, line.trim()));
    });
    return text;
  }

  /* Draw into an svg element. `series` are results, each {values: a number per axis, name: its class in the styles}. */
  window.casebook.radar = function (svg, titles, top, series) {
    var axes = titles.map(axis);
    var full = LARGEST;
    function room(each) { return place(each, full).fits; }
    while (full > 50 && !axes.every(room)) full -= 1;
    var places = axes.map(function (each) { return place(each, full); });
    var highest = Math.min.apply(null, places.map(function (at) { return at.top; }));
    var lowest = Math.max.apply(null, places.map(function (at, index) { return at.top + axes[index].height; }));

    svg.textContent = "";
    for (var points = top; points > 0; points -= 1) {
      var length = full * points / top;
      svg.appendChild(outline(axes, axes.map(function () { return length; }), { "class": points === top ? "ring rim" : "ring" }));
    }
    axes.forEach(function (each, index) {
      svg.appendChild(make("line", { "class": "ring", x2: (each.x * full).toFixed(1), y2: (each.y * full).toFixed(1) }));
      svg.appendChild(name(each, places[index]));
    });
    series.forEach(function (each) {
      var lengths = each.values.map(function (value) { return full * value / top; });
      svg.appendChild(outline(axes, lengths, { "class": each.name }));
      axes.forEach(function (at, index) {
        svg.appendChild(make("circle", { "class": each.name, cx: (at.x * lengths[index]).toFixed(1), cy: (at.y * lengths[index]).toFixed(1), r: 3.5 }));
      });
    });
    for (points = 0; points <= top; points += 1) {
      svg.appendChild(make("text", { "class": "points", x: 9, y: (4.5 - full * points / top).toFixed(1) }, String(points)));
    }
    svg.setAttribute("viewBox", [-HALF, Math.floor(highest), 2 * HALF, Math.ceil(lowest - highest)].join(" "));
  };
})();
