"use strict";
(() => {
  const specs = JSON.parse(document.getElementById("charts").textContent);
  const font = getComputedStyle(document.body).fontFamily;
  const soft = { labelColor: "currentColor", titleColor: "currentColor", titleFontWeight: "normal" };
  const config = {
    background: null,
    font,
    view: { stroke: null },
    axis: {
      ...soft, domainColor: "currentColor", domainOpacity: 0.4, tickColor: "currentColor",
      tickOpacity: 0.4, gridColor: "currentColor", gridOpacity: 0.12, labelFontSize: 11,
      titleFontSize: 11,
    },
    legend: { ...soft, labelFontSize: 11, symbolStrokeColor: "currentColor" },
  };
  // The interpreter in place of compiled expressions: the page's policy forbids eval.
  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, config };
  const places = [...document.querySelectorAll("[data-chart]")];
  const draw = async (place) => {
    try {
      const spec = { ...specs[place.dataset.chart], autosize: { type: "fit-x", contains: "padding" } };
      place.textContent = "";
      await vegaEmbed(place, spec, options);
      place.dataset.drawn = "yes";
    } catch (error) {
      place.classList.add("failed");
      place.textContent = String(error);
    }
  };
  Promise.all(places.map(draw)).then(() => {
    document.documentElement.dataset.charts = "drawn";
  });
})();
