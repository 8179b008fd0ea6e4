// Before the first paint, so that a dark room is not lit up for a moment.
(function () {
  var theme = localStorage.getItem("daoan.theme");
  if (theme !== "light" && theme !== "dark")
    theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
  var lang = localStorage.getItem("daoan.lang") || (navigator.language || "en").slice(0, 2);
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
})();
