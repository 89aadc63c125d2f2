"use strict";
(function () {
  var panel = document.getElementById("filter");
  if (!panel) { return; }
  var fields = ["text", "framework", "status", "severity"].map(function (name) {
    return document.getElementById("filter-" + name);
  });
  var found = document.getElementById("filter-count");
  var findings = Array.prototype.slice.call(document.querySelectorAll("article.finding"));
  var groups = [".requirement", ".part", ".framework"].map(function (selector) {
    return Array.prototype.slice.call(document.querySelectorAll("#requirements " + selector));
  });
  var texts = null;
  var waiting = 0;

  function textOf(index) {
    if (!texts) {
      texts = findings.map(function (finding) {
        var asked = finding.closest(".requirement");
        var heads = asked.querySelectorAll("h5, .prose, .asks, .callout");
        return Array.prototype.map.call(heads, function (node) { return node.textContent; })
          .concat(finding.textContent).join(" ").toLowerCase();
      });
    }
    return texts[index];
  }

  function fits(finding, index, wanted) {
    var data = finding.dataset;
    if (wanted[1] && data.framework !== wanted[1]) { return false; }
    if (wanted[2] === "gap" && data.gap !== "yes") { return false; }
    if (wanted[2] && wanted[2] !== "gap" && data.status !== wanted[2]) { return false; }
    if (wanted[3] && data.severity !== wanted[3]) { return false; }
    return !wanted[0] || textOf(index).indexOf(wanted[0]) !== -1;
  }

  function apply() {
    var wanted = fields.map(function (field) { return field.value; });
    wanted[0] = wanted[0].trim().toLowerCase();
    var isFiltered = wanted.some(Boolean);
    var shown = 0;
    findings.forEach(function (finding, index) {
      finding.hidden = !fits(finding, index, wanted);
      if (!finding.hidden) { shown += 1; }
    });
    groups.forEach(function (group) {
      group.forEach(function (part) {
        part.hidden = isFiltered && !part.querySelector("article.finding:not([hidden])");
      });
    });
    found.textContent = "Showing " + shown + " of " + findings.length + " findings" +
      (isFiltered ? "; printing shows all of them." : ".");
  }

  function clear() {
    fields.forEach(function (field) { field.value = ""; });
    apply();
  }

  function reveal() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      clear();
      target.scrollIntoView();
    }
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  }

  fields.forEach(function (field) {
    field.addEventListener("input", later);
    field.addEventListener("change", later);
  });
  document.getElementById("filter-reset").addEventListener("click", clear);
  window.addEventListener("hashchange", reveal);
  panel.hidden = false;
  apply();
}());
