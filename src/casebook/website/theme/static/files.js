/* Files of answers and of work: written, read, and looked through to the last value before anything of them is kept.
   Nothing in a file is run or taken as HTML. */
(function () {
  "use strict";
  var desk = document.getElementById("files");
  if (!desk) return;

  var storage = window.casebook.storage;
  var page = window.casebook.page;
  var words = desk.dataset;
  var status = desk.querySelector("[role=status]");
  var LONGEST = 20000; /* characters of one text */
  var ANSWERS = 5e6, WORK = 20e6; /* bytes of a file */

  function say(what, state) {
    page.say(status, what, state);
  }

  function own(held, key) {
    return Object.prototype.hasOwnProperty.call(held, key);
  }

  /* ---- What values may look like: functions that say whether a value does ---- */
  var ID = "[A-Za-z0-9][A-Za-z0-9_-]{0,49}";
  var UNSEEN = "\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff";

  function like(pattern, most) {
    var whole = new RegExp("^(?:" + pattern + ")$");
    return function (value) {
      return typeof value === "string" && Array.from(value).length <= (most || 100) && whole.test(value);
    };
  }

  function same(wanted) {
    return function (value) { return value === wanted; };
  }

  function either(one, other) {
    return function (value) { return one(value) || other(value); };
  }

  function listOf(each, most) {
    return function (value) { return Array.isArray(value) && value.length > 0 && value.length <= most && value.every(each); };
  }

  function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  function mapOf(key, each, most) {
    return function (value) {
      var keys = isObject(value) ? Object.keys(value) : null;
      return keys !== null && keys.length <= most && keys.every(function (name) { return key(name) && each(value[name]); });
    };
  }

  /* Exactly the keys of `needed`, and perhaps others that `more` allows. */
  function shape(needed, more) {
    return function (value) {
      return isObject(value) && Object.keys(needed).every(function (name) { return own(value, name) && needed[name](value[name]); }) &&
        Object.keys(value).every(function (name) { return own(needed, name) || (more && more(name, value[name])); });
    };
  }

  function isNumber(value) {
    return typeof value === "number" && isFinite(value);
  }

  function isText(value) {
    return typeof value === "string" && Array.from(value).length <= LONGEST;
  }

  function isWritten(value) {
    return isText(value) && value !== "";
  }

  function isMoment(value) {
    var moment = typeof value === "string" && /^(19|20)/.test(value) ? new Date(value) : NaN;
    return !isNaN(moment) && moment.toISOString() === value;
  }

  function isPlain(name, value) {
    return value === null || typeof value === "boolean" || isNumber(value) || isText(value);
  }

  var isId = like(ID), isKey = like(ID + "\\." + ID, 101), isHash = like("[0-9a-f]{12}");
  var isReceipt = like("[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{4}");
  var isLearner = shape({ id: like("[^\\s" + UNSEEN + "](?:[^" + UNSEEN + "]*[^\\s" + UNSEEN + "])?", 50), name: like("[^" + UNSEEN + "]*") });
  var isPairs = mapOf(isId, isId, 100);
  var isResponse = either(isWritten, either(listOf(isId, 100), function (value) { return isPairs(value) && Object.keys(value).length > 0; }));
  var isAnswer = shape({ response: isResponse, at: isMoment, edition: isHash });
  var isPractice = shape({ response: either(same(null), isResponse), at: isMoment, edition: isHash }, function (name, value) {
    if (name === "share") return value === null || (isNumber(value) && value >= 0 && value <= 1);
    if (name === "levels") return value === null || mapOf(isId, isNumber, 100)(value);
    return isPlain(name, value);
  });
  var isAnswers = shape({
    format: same("casebook-answers"), version: same(1), course: isId, assignment: isId, release: isHash, learner: isLearner,
    language: like("[a-z]{2,3}"), made: isMoment, answers: mapOf(isKey, isAnswer, 2000), receipt: isReceipt,
  });

  /* What is kept, by family: its keys and its values. */
  var choice = { option: isId, reason: isText };
  var isResult = shape({ date: isText, points: isNumber, max: isNumber, means: mapOf(isId, isNumber, 100) });
  var families = {
    answer: [like("answer:" + ID + ":" + ID + "\\." + ID, 200), isAnswer],
    practice: [like("practice:" + ID + "\\." + ID, 200), isPractice],
    decision: [like("decision:" + ID), shape(choice, function (name, value) {
      return name === "later" && value ? shape(choice, isPlain)(value) : isPlain(name, value);
    })],
    draft: [like("draft:" + ID), shape({ option: either(same(""), isId), reason: isText })],
    worksheet: [like("worksheet:" + ID), mapOf(isId, isText, 200)],
    tool: [like("tool:" + ID + "(?::kept)?"), either(listOf(isResult, 500), mapOf(like(ID + "\\.\\d+\\." + ID, 120), either(isText, either(same(true), isNumber)), 2000))],
    handed: [like("handed:" + ID), shape({ at: isMoment, receipt: isReceipt, answers: isNumber })],
  };
  var isWork = shape({
    format: same("casebook-work"), version: same(1), course: isId, learner: either(same(null), isLearner), made: isMoment,
    records: function (value) {
      return isObject(value) && Object.keys(value).every(function (key) {
        var family = key.split(":")[0];
        return own(families, family) && families[family][0](key) && families[family][1](value[key]);
      });
    },
  });

  /* ---- Writing ---- */

  /* Half of a pair of surrogates is no character: files hold a mark instead, as UTF-8 would. */
  function wellFormed(text) {
    return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, function (found) { return found.length === 2 ? found : "\ufffd"; });
  }

  /* JSON with sorted keys and no spaces. */
  function canonical(value) {
    if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
    if (!isObject(value)) return JSON.stringify(typeof value === "string" ? wellFormed(value) : value);
    return "{" + Object.keys(value).sort().map(function (key) { return JSON.stringify(key) + ":" + canonical(value[key]); }).join(",") + "}";
  }

  function bytes(text) {
    return new TextEncoder().encode(text);
  }

  /* CRC-32 as zip files have it, in Crockford's base32. */
  function receipt(file) {
    var held = { course: file.course, assignment: file.assignment, release: file.release, learner: file.learner, answers: file.answers };
    var sum = -1, letters = "";
    bytes(canonical(held)).forEach(function (byte) {
      sum ^= byte;
      for (var bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    });
    sum = ~sum >>> 0;
    for (var shift = 30; shift >= 0; shift -= 5) letters += "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[Math.floor(sum / Math.pow(2, shift)) % 32];
    return letters.slice(0, 3) + "-" + letters.slice(3);
  }

  function block(text, said) {
    var raw = "";
    bytes(text).forEach(function (byte) { raw += String.fromCharCode(byte); });
    return ["-----BEGIN CASEBOOK ANSWERS-----", said, ""].concat(btoa(raw).match(/.{1,64}/g), "-----END CASEBOOK ANSWERS-----", "").join("\n");
  }

  /* ---- Reading: gives a value, or throws the name of the sentence that says why not ---- */
  function parsed(text) {
    text = text.replace(/^\ufeff/, "").trim();
    var begin = /BEGIN[\s>]+CASEBOOK[\s>]+ANSWERS/.exec(text);
    if (text[0] === "{") {
      try {
        return JSON.parse(text);
      } catch (error) {
        if (!begin) throw /casebook-(answers|work)/.test(text.slice(0, 200)) ? "cut" : "foreign";
      }
    }
    if (!begin) throw "foreign";
    var body = text.slice(begin.index + begin[0].length);
    var end = body.search(/END[\s>]+CASEBOOK[\s>]+ANSWERS/);
    var start = body.indexOf("eyJ"); /* how base64 of {" begins */
    if (end < 0 || start < 0 || start > end) throw "cut";
    try {
      var raw = atob(body.slice(start, end).replace(/[^A-Za-z0-9+/=]/g, ""));
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(raw, function (letter) { return letter.charCodeAt(0); })));
    } catch (error) {
      throw "cut";
    }
  }

  function checked(file, kind) {
    var found = isObject(file) && /^casebook-(answers|work)$/.exec(file.format);
    if (!found) throw "foreign";
    if (found[1] !== kind) throw "other";
    if (isNumber(file.version) && file.version !== 1) throw "version";
    if (!(kind === "work" ? isWork : isAnswers)(file)) throw "form";
    if (kind === "answers" && receipt(file) !== file.receipt) throw "changed";
    if (file.course !== window.casebook.course) throw "course";
    return file;
  }

  /* ---- The words of the items, fetched when needed ---- */
  function items(cases, then) {
    var left = 1;
    function arrived() {
      left -= 1;
      if (!left) then(cases.every(function (name) { return own(window.casebook.items || {}, name); }));
    }
    cases.forEach(function (name) {
      if (own(window.casebook.items || {}, name)) return;
      var script = document.createElement("script");
      left += 1;
      script.onload = script.onerror = arrived;
      script.src = document.documentElement.dataset.content_root + "items/" + name + ".js?v=" + words.edition;
      document.head.appendChild(script);
    });
    arrived();
  }

  /* Whether a response is one that the item can have. */
  function fits(item, response) {
    function offered(id) { return own(item.options, id); }
    function once(list) { return list.every(function (id, at) { return list.indexOf(id) === at; }); }
    if (item.kind === "order" || item.many) {
      if (!Array.isArray(response) || !response.every(offered) || !once(response)) return false;
      return item.many || response.length === Object.keys(item.options).length;
    }
    if (item.kind === "match") {
      return isPairs(response) && Object.keys(response).every(function (id) { return offered(id) && own(item.targets, response[id]); });
    }
    return typeof response === "string" && (item.kind !== "choice" || offered(response));
  }

  /* Hear what is wrong with the form of answers to items that are still the same; `asked` are the editions by item. */
  function fitAll(records, asked, then) {
    var same = records.filter(function (each) { return each.value.response !== null && asked[each.item] === each.value.edition; });
    var cases = same.map(function (each) { return each.item.split(".")[0]; });
    items(cases.filter(function (name, at) { return cases.indexOf(name) === at; }), function (arrived) {
      if (!arrived) return then("items");
      then(same.every(function (each) {
        var parts = each.item.split("."), held = window.casebook.items[parts[0]];
        return own(held, parts[1]) && fits(held[parts[1]], each.value.response);
      }) ? "" : "form");
    });
  }

  /* Two records that were made at other times may say the same. */
  function saying(value) {
    return canonical(isObject(value) ? Object.assign({}, value, { at: "" }) : value);
  }

  /* Keep records; where something else is here already, ask which. `then` hears counts, or null if nothing was to be done. */
  function take(records, then) {
    var keys = Object.keys(records);
    var missing = keys.filter(function (key) { return storage.get(key) === null; });
    var differing = keys.filter(function (key) { return storage.get(key) !== null && saying(storage.get(key)) !== saying(records[key]); });
    function put(chosen, stayed) {
      var lasting = chosen.filter(function (key) { return storage.set(key, records[key]); }).length;
      then({ n: chosen.length, stayed: stayed, same: keys.length - missing.length - differing.length, lost: chosen.length - lasting });
    }
    if (!differing.length) return put(missing, 0);
    page.ask(page.fill(words.conflict, { n: differing.length }), words.theirs, function () { put(missing.concat(differing), 0); }, {
      other: words.mine,
      then: function () { put(missing, differing.length); },
      no: function () { then(null); },
    });
  }

  function name(learner) {
    return learner ? learner.id + (learner.name && page.fill(words.aside, learner)) : "";
  }

  /* A file may be somebody else's: say whose, and become them only when told to. */
  function meet(file, then) {
    var here = storage.learner;
    var there = file.learner;
    if ((here && here.id) === (there && there.id)) return then();
    var question = !here ? words.askLearner : there ? words.askOther : words.askNobody;
    page.ask(page.fill(question, { file: name(there), here: name(here) }), there ? words.become : words.putIn, function () {
      if (there) storage.become(there, !here);
      then();
    }, { no: function () { say(words.untouched, "saved"); } });
  }

  function refuse(reason, details) {
    say(page.fill(words[reason], details || {}), "missing");
  }

  /* Take files of a kind. `look` hands over a file's records by key and the responses among them; `kept` is told, and may hand over a
     sentence to add. */
  function listen(kind, look, kept) {
    var most = kind === "work" ? WORK : ANSWERS;
    var input = document.getElementById("file");
    var pasted = document.getElementById("pasted");

    function open(text) {
      var file;
      try {
        file = checked(parsed(text), kind);
      } catch (reason) {
        if (!own(words, reason)) throw reason;
        return refuse(reason);
      }
      look(file, function (found) {
        if (found.refused) return refuse(found.refused, found);
        fitAll(found.responses, found.asked, function (problem) {
          if (problem) return refuse(problem);
          meet(file, function () {
            take(found.records, function (counts) {
              kept(file, function (more) { tell(counts, more); });
            });
          });
        });
      });
    }

    function tell(counts, more) {
      if (!counts) return say(words.untouched, "saved");
      if (pasted) pasted.value = "";
      var said = [page.fill(words.opened, counts), counts.stayed ? page.fill(words.stayed, counts) : "", more];
      say(said.filter(Boolean).join(words.space), counts.lost ? "unsaved" : "saved");
    }

    function tooBig(size, most) {
      if (size > most) refuse("big", { size: (size / 1e6).toFixed(1), most: most / 1e6 });
      return size > most;
    }

    input.addEventListener("change", function () {
      var file = input.files[0];
      if (!file) return;
      say("", "");
      if (tooBig(file.size, most * 1.5)) return void (input.value = "");
      var reader = new FileReader();
      reader.onload = function () {
        input.value = ""; /* so that the same file can be chosen again */
        open(reader.result);
      };
      reader.onerror = function () { refuse("unread"); };
      reader.readAsText(file);
    });
    if (!pasted) return;
    desk.querySelector("[data-act=open]").addEventListener("click", function () {
      if (!pasted.value.trim()) return pasted.focus();
      if (!tooBig(pasted.value.length, most * 1.5)) open(pasted.value);
    });
  }

  window.casebook.files = {
    say: say, own: own, items: items, listen: listen, name: name,
    receipt: receipt, block: block, wellFormed: wellFormed,
    isAnswer: isAnswer, isPractice: isPractice, isLearner: isLearner, families: Object.keys(families),
    isRecord: function (key, value) {
      var family = families[key.split(":")[0]];
      return family[0](key) && family[1](value);
    },
    most: ANSWERS,
  };
})();
