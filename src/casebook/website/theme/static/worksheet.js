/* The worksheet of a case. */
(function () {
  "use strict";
  var sheet = document.getElementById("worksheet");
  if (sheet) window.casebook.sheet(sheet, "worksheet:" + sheet.dataset.case);
})();
