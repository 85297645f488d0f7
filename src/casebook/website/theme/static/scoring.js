/* Scores a response as casebook's Python does: both pass the same table of responses. Only practice items bring a scoring:
   {by, key}, or {by, value, tolerance}, or {by: "calls", expected}. */
(function () {
  "use strict";
  var NUMBER = /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/;
  var GROUPED = /^([-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[-+]?[0-9]{1,4}(,[0-9]{4})+(\.[0-9]+)?)$/;

  /* Space, as Python's `strip` knows it; after NFKC there are no others. */
  var SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\u1680\\u2028\\u2029]+";
  var ENDS = new RegExp("^" + SPACE + "|" + SPACE + "$", "g");

  function refuse(wanted) {
    throw new TypeError("expected " + wanted);
  }

  /* Read a number as people write it: `1,200`, `１２．５`, ` 3.1 `, `30%`. Throws a TypeError where it is none. */
  function readNumber(response) {
    var number = response;
    if (typeof response === "string") {
      var spelt = response.normalize("NFKC").replace(ENDS, "").replace(/%$/, "").replace(ENDS, "").replace(/−/g, "-");
      var plain = GROUPED.test(spelt) ? spelt.replace(/,/g, "") : spelt;
      number = NUMBER.test(plain) ? Number(plain) : NaN;
    }
    return typeof number === "number" && isFinite(number) ? number : refuse("a number");
  }

  function ids(response) {
    var list = typeof response === "string" ? [response] : response;
    if (!Array.isArray(list) || !list.every(function (each) { return typeof each === "string"; })) refuse("option ids");
    if (new Set(list).size !== list.length) refuse("each option once");
    return list;
  }

  function pairs(response) {
    var whole = response && typeof response === "object" && !Array.isArray(response);
    if (!whole || !Object.keys(response).every(function (each) { return typeof response[each] === "string"; })) refuse("a target for each source");
    return response;
  }

  function neighbours(order) {
    return order.slice(1).map(function (each, at) { return order[at] + " " + each; });
  }

  /* Return {share, right, wrong, all}: the share of the points from 0 to 1 (null where a person judges), and what it is made of.
     Throws a TypeError where the response is not of the item's form. */
  function judge(scoring, response) {
    if (response === null) return { share: scoring.by === "rubric" ? null : 0 };
    return scorings[scoring.by](scoring, response);
  }

  function counted(right, all) {
    return { share: right / all, right: right, all: all };
  }

  var scorings = {
    "all-or-nothing": function (scoring, response) {
      var chosen = ids(response);
      var same = chosen.length === scoring.key.length && chosen.every(function (each) { return scoring.key.indexOf(each) >= 0; });
      return { share: same ? 1 : 0 };
    },
    "right-minus-wrong": function (scoring, response) {
      var chosen = ids(response);
      var right = chosen.filter(function (each) { return scoring.key.indexOf(each) >= 0; }).length;
      var found = counted(right, scoring.key.length);
      found.wrong = chosen.length - right;
      found.share = Math.max(0, (right - found.wrong) / found.all);
      return found;
    },
    "share-pairs": function (scoring, response) {
      var chosen = pairs(response);
      var sources = Object.keys(scoring.key);
      return counted(sources.filter(function (each) { return chosen[each] === scoring.key[each]; }).length, sources.length);
    },
    "share-adjacent": function (scoring, response) {
      var wanted = neighbours(scoring.key);
      var there = neighbours(ids(response));
      return counted(wanted.filter(function (each) { return there.indexOf(each) >= 0; }).length, wanted.length);
    },
    tolerance: function (scoring, response) {
      /* One part in 10^9 forgives binary fractions at the bound: 3.1 + 0.1 is 3.2. */
      var within = scoring.tolerance + Math.abs(scoring.value) * 1e-9;
      return { share: Math.abs(readNumber(response) - scoring.value) <= within ? 1 : 0 };
    },
    rubric: function (scoring, response) {
      return typeof response === "string" ? { share: null } : refuse("a text");
    },
    calls: function (scoring, response) {
      var all = scoring.expected.length;
      if (!Array.isArray(response) || response.length !== all) refuse("the list of " + all + " returned values");
      return counted(response.filter(function (got, at) { return same(got, scoring.expected[at]); }).length, all);
    },
  };

  /* JSON values are compared; numbers within one part in 10^9, and true is not 1. */
  function same(got, expected) {
    if (typeof got === "number" && typeof expected === "number") {
      var near = Math.max(1e-9 * Math.max(Math.abs(got), Math.abs(expected)), 1e-9);
      return got === expected || isFinite(near) && Math.abs(got - expected) <= near;
    }
    if (Array.isArray(got) || Array.isArray(expected)) {
      return Array.isArray(got) && Array.isArray(expected) && got.length === expected.length &&
        got.every(function (each, at) { return same(each, expected[at]); });
    }
    if (got && expected && typeof got === "object" && typeof expected === "object") {
      var names = Object.keys(got);
      return names.length === Object.keys(expected).length && names.every(function (name) {
        return Object.prototype.hasOwnProperty.call(expected, name) && same(got[name], expected[name]);
      });
    }
    return got === expected;
  }

  window.casebook.scoring = { judge: judge, readNumber: readNumber };
})();
