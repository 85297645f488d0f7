/* The pages of one's own work list no case of a large course: they bring in the rows of those that one has begun. */
(function () {
  "use strict";
  var place = document.querySelector("main [data-rows]");
  if (!place) return;

  var files = window.casebook.files;
  var all = window.casebook.page.all;
  var RECORD = /^(?:practice:|answer:[^:]+:|decision:)([A-Za-z0-9][A-Za-z0-9_-]*)(?:\..*)?$/;

  function casesIn(keys) {
    var found = {};
    keys.forEach(function (key) {
      var record = RECORD.exec(key);
      if (record) found[record[1]] = true;
    });
    return Object.keys(found);
  }

  function isMissing(name) {
    return !all(place, "[data-case]").some(function (row) { return row.dataset.case === name; });
  }

  function add(name) {
    var rows = window.casebook.rows || {};
    var html = files.own(rows, name) && isMissing(name) && rows[name][place.dataset.rows];
    if (!html) return;
    var next = all(place, "[data-case]").filter(function (row) { return rows[row.dataset.case].at > rows[name].at; })[0];
    if (next) next.insertAdjacentHTML("beforebegin", html);
    else place.insertAdjacentHTML("beforeend", html);
  }

  window.casebook.listing = {
    /* Bring in the rows of the cases that keys of records speak of, in the course's order, and go on. Start.js has hidden the page
       until then, or it would jump. */
    reach: function (keys, then) {
      var missing = casesIn(keys).filter(isMissing);
      files.items(missing, function () {
        missing.forEach(add);
        then();
        document.documentElement.classList.remove("returning");
      });
    },

    /* Whether the case of a record has no row. It may be gone from the course, or there is no line to it: nobody knows. */
    misses: function (key) {
      return casesIn([key]).some(isMissing);
    },
  };
})();
