/* A tool: a sheet that keeps itself, and can be saved as a file, copied and printed. */
(function () {
  "use strict";
  var sheet = document.getElementById("tool");
  if (!sheet) return;

  var page = window.casebook.page;
  var all = page.all;
  var words = sheet.dataset;
  var kept = window.casebook.sheet(sheet, "tool:" + words.tool);
  var read = kept.read;
  var say = kept.say;

  function act(name) {
    return document.querySelector("[data-act=" + name + "]");
  }

  /* ---- The sheet as text, for a file or the clipboard ---- */
  function answerText(field) {
    var answer = read(field);
    if (answer === null) return words.blank;
    if (field.dataset.kind === "rating") return field.querySelector(":checked").labels[0].textContent.trim();
    return answer === true ? "✓" : answer.replace(/\n/g, "\n  ");
  }

  function scores() {
    var table = sheet.querySelector(".result table");
    if (!table) return [];
    var names = all(table, "thead th");
    var lines = all(table, "tbody tr").map(function (row) {
      var shown = all(row, "td").filter(function (cell) { return !cell.hidden; });
      return row.cells[0].textContent + "\n→ " + shown.map(function (cell) {
        return names[cell.cellIndex].textContent + " " + cell.textContent;
      }).join(words.joint);
    });
    return ["", "# " + sheet.querySelector(".result h2").textContent, sheet.querySelector("[data-total]").textContent].concat(lines);
  }

  function asText() {
    var lines = [document.querySelector("h1").textContent.trim(), page.today()];
    all(sheet, "[data-heading], [data-field]").forEach(function (each) {
      if (each.dataset.field) lines.push(each.querySelector("legend, label").textContent.trim(), "→ " + answerText(each));
      else lines.push("", (each.tagName === "H2" ? "# " : "## ") + each.textContent.trim());
    });
    return lines.concat(scores()).join("\n") + "\n";
  }

  /* With a byte order mark and Windows' line ends: simple editors there need both to show Chinese on lines of its own. */
  act("file").addEventListener("click", function () {
    var name = sheet.dataset.tool + "-" + page.today() + ".txt";
    page.save(name, "\ufeff" + asText().replace(/\n/g, "\r\n"), "text/plain");
    say(page.fill(words.filed, { name: name }), "saved");
  });

  act("copy").addEventListener("click", function () {
    page.copy(asText(), document.getElementById("by-hand"), function (done) {
      say(words[done ? "copied" : "uncopied"], done ? "saved" : "missing");
    });
  });

  act("print").addEventListener("click", function () { print(); });

  window.casebook.tool = { say: say };
})();
