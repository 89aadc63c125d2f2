"use strict";
// An addition only: everything on the page is there and readable without this file.
(function () {
  var NAMES = ["text", "framework", "scope", "status", "severity", "owner"];
  var RANK = { critical: 0, high: 1, medium: 2, low: 3 };
  var GAPS = { partial: true, not_satisfied: true, not_attested: true };

  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }

  function element(name, text, kind) {
    var made = document.createElement(name);
    made.textContent = text;
    if (kind) { made.className = kind; }
    return made;
  }

  function button(text, kind, action) {
    var made = element("button", text, kind);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  }

  function squeezed(text) { return text.replace(/\s+/g, " ").trim(); }

  // ---- filter

  var panel = document.getElementById("filter");
  var found = document.getElementById("filter-count");
  var fields = panel ? NAMES.map(function (name) {
    return document.getElementById("filter-" + name);
  }) : [];
  var findings = panel ? all("#requirements [data-status]").map(function (node) {
    var asked = node.parentNode;
    return {
      node: node, asked: asked, text: null,
      values: [
        "", node.closest(".framework").dataset.framework, node.closest("[data-scope]").dataset.scope,
        node.dataset.status, asked.querySelector("p + p > b").textContent, node.dataset.owner || ""
      ]
    };
  }) : [];
  var groups = panel ? [".part > div", ".part", ".framework"].map(function (selector) {
    return all("#requirements " + selector).map(function (node) {
      return { node: node, findings: findings.filter(function (f) { return node.contains(f.node); }) };
    });
  }) : [];

  function textOf(finding) {
    if (finding.text === null) {
      var heads = all("h5, p", finding.asked).filter(function (node) {
        return node.parentNode === finding.asked;
      });
      finding.text = squeezed(heads.concat(finding.node).map(function (node) {
        return node.textContent;
      }).join(" ")).toLowerCase();
    }
    return finding.text;
  }

  function fits(finding, wanted) {
    for (var at = 1; at < wanted.length; at += 1) {
      if (wanted[at] && wanted[at] !== finding.values[at] &&
          !(wanted[at] === "gap" && NAMES[at] === "status" && GAPS[finding.values[at]])) {
        return false;
      }
    }
    return !wanted[0] || textOf(finding).indexOf(wanted[0]) !== -1;
  }

  function wantedNow() {
    return fields.map(function (field, at) {
      return at ? field.value : squeezed(field.value).toLowerCase();
    });
  }

  function apply() {
    var wanted = wantedNow();
    var isFiltered = wanted.some(Boolean);
    var shown = 0;
    findings.forEach(function (finding) {
      var fitting = fits(finding, wanted);
      if (finding.node.hidden === fitting) { finding.node.hidden = !fitting; }
      if (fitting) { shown += 1; }
    });
    groups.forEach(function (group) {
      group.forEach(function (part) {
        var empty = isFiltered && part.findings.every(function (f) { return f.node.hidden; });
        if (part.node.hidden !== empty) { part.node.hidden = empty; }
      });
    });
    found.textContent = "Showing " + shown + " of " + findings.length + " findings" +
      (isFiltered ? "; printing shows all of them." : ".");
  }

  // The state stands in the fragment, as `#?status=gap&owner=3`, so that a link carries it.
  function remember() {
    var parts = [];
    fields.forEach(function (field, at) {
      if (field.value) { parts.push(NAMES[at] + "=" + encodeURIComponent(field.value)); }
    });
    var target = parts.length ? "#?" + parts.join("&") : "#requirements";
    if (location.hash !== target && (parts.length || location.hash.indexOf("#?") === 0)) {
      history.replaceState(null, "", target);
    }
  }

  function recall() {
    var stated = {};
    location.hash.slice(2).split("&").forEach(function (part) {
      var at = part.indexOf("=");
      try { stated[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } catch (e) { return; }
    });
    fields.forEach(function (field, at) { field.value = stated[NAMES[at]] || ""; });
    fields.forEach(function (field) { if (field.selectedIndex === -1) { field.value = ""; } });
    apply();
    document.getElementById("requirements").scrollIntoView();
  }

  function changed() { apply(); remember(); }

  function clear() {
    fields.forEach(function (field) { field.value = ""; });
    changed();
  }

  function target() {
    try { return document.getElementById(decodeURIComponent(location.hash.slice(1))); }
    catch (e) { return null; }
  }

  function reveal() {
    if (panel && location.hash.indexOf("#?") === 0) { recall(); return; }
    var node = target();
    if (!node) { return; }
    for (var up = node; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") { up.open = true; }
    }
    if (panel && node.closest("[hidden]")) {
      fields.forEach(function (field) { field.value = ""; });
      apply();
    }
    node.scrollIntoView();
  }

  // ---- a gap as Markdown

  function said(node, selector) {
    var one = node.querySelector(selector);
    return one ? squeezed(one.textContent) : "";
  }

  function pairs(node) {
    return all("dt", node).map(function (term) {
      return "- " + squeezed(term.textContent) + ": " + squeezed(term.nextElementSibling.textContent);
    });
  }

  function markdown(finding) {
    function children(node, name) {
      return Array.prototype.filter.call(node.children, function (one) { return one.matches(name); });
    }
    var lines = ["### " + finding.values[1] + ": " + said(finding.asked, "h5"), ""];
    children(finding.asked, "p").forEach(function (asks) { lines.push(squeezed(asks.textContent), ""); });
    lines.push(said(finding.node, "p"), "");
    children(finding.node, "ul").forEach(function (list) {
      children(list, "li").forEach(function (reason) {
        var quoted = reason.querySelector("pre");
        var text = quoted ? reason.textContent.replace(quoted.textContent, "") : reason.textContent;
        lines.push("- " + squeezed(text));
        if (quoted) { lines.push("", "      " + quoted.textContent, ""); }
      });
    });
    return lines.concat(pairs(finding.node)).join("\n").replace(/\n{3,}/g, "\n\n") + "\n";
  }

  function copy(text, done) {
    function byHand() {
      var area = document.createElement("textarea");
      area.value = text;
      area.setAttribute("aria-hidden", "true");
      area.className = "offstage";
      document.body.appendChild(area);
      area.select();
      var good = document.execCommand("copy");
      area.remove();
      done(good);
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(function () { done(true); }, byHand);
    } else { byHand(); }
  }

  function offerCopies() {
    findings.forEach(function (finding) {
      if (!GAPS[finding.node.dataset.status]) { return; }
      var text = markdown(finding); // before the button adds its own words
      var made = button("Copy as Markdown", "copy", function () {
        copy(text, function (good) {
          made.textContent = good ? "Copied" : "Could not copy";
          found.textContent = good ? "The gap was copied as Markdown." : "The gap could not be copied.";
        });
      });
      finding.node.querySelector("p").appendChild(made);
    });
  }

  // ---- tables that sort

  function keyOf(row, at) {
    var text = squeezed(row.cells[at].textContent);
    if (text in RANK) { return RANK[text]; }
    var number = Number(text.replace(/,/g, ""));
    return text !== "" && !isNaN(number) ? number : text.toLowerCase();
  }

  function sort(table, head, heads) {
    var at = heads.indexOf(head);
    var down = head.getAttribute("aria-sort") === "ascending";
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    rows.map(function (row, index) { return { row: row, key: keyOf(row, at), index: index }; })
      .sort(function (a, b) {
        var same = typeof a.key === typeof b.key;
        var order = same ? (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
          : (typeof a.key === "number" ? -1 : 1);
        return (down ? -order : order) || a.index - b.index;
      })
      .forEach(function (entry) { table.tBodies[0].appendChild(entry.row); });
    heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  function makeSortable(table) {
    var heads = all("thead th", table);
    heads.forEach(function (head) {
      var made = button(head.textContent, "sort", function () { sort(table, head, heads); });
      head.textContent = "";
      head.appendChild(made);
    });
  }

  // ---- details

  function offerExpansion() {
    var details = all("details");
    var place = document.getElementById("expand");
    if (!details.length || !place) { return; }
    var made = button("Expand all", "", function () {
      var open = details.some(function (one) { return !one.open; });
      details.forEach(function (one) { one.open = open; });
      made.textContent = open ? "Collapse all" : "Expand all";
    });
    place.appendChild(made);
  }

  all("table.sortable").forEach(makeSortable);
  offerExpansion();
  if (panel) {
    offerCopies();
    fields.forEach(function (field) {
      field.addEventListener("input", changed);
      field.addEventListener("change", changed);
    });
    document.getElementById("filter-reset").addEventListener("click", clear);
    panel.hidden = false;
    apply();
  }
  window.addEventListener("hashchange", reveal);
  if (location.hash.length > 1) { reveal(); }
}());
