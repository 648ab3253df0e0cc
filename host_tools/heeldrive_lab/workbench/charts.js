// The axes in the browser: values under the mouse, zooming into a box, touch, and dark colours.
"use strict";
window.heeldriveCharts = (() => {
  const byId = (id) => document.getElementById(id);
  let views = [], tools = [], boxZoom = false, mouseAt = null, cursorValues = {};

  // Bokeh's view of each axis.
  function viewsOf(figures) {
    const all = [...Bokeh.index.roots].flatMap((root) => root.child_views ?? []);
    return figures.map((figure) => all.find((one) => one.model === figure)).filter((view) => view?.canvas_view);
  }

  // Touching the axes scrolls the page up and down, except on something draggable. Bokeh takes a touch of 0.3 s
  // for a press; a longer threshold lets a user rest on a line before dragging it.
  function setUpTouch(view) {
    const surface = view.canvas_view.events_el;
    view.canvas_view.ui_event_bus.ui_gestures.constructor.press_threshold = 60_000;
    surface.style.touchAction = "pan-y";
    surface.addEventListener("pointerdown", () => { surface.style.outline = "none"; });
    surface.addEventListener("blur", () => { surface.style.outline = ""; });
    surface.addEventListener("touchstart", (event) => {
      const box = surface.getBoundingClientRect(), touch = event.touches[0];
      const [sx, sy] = [touch.clientX - box.left, touch.clientY - box.top];
      if (view.all_renderer_views.some((one) => one.model.editable && one.interactive_hit?.(sx, sy))) event.preventDefault();
    }, {passive: false});
  }

  // Values under the mouse. They lie above the axes as HTML, so that no axis is drawn again.

  function watchMouse(view, actSoon) {
    const surface = view.canvas_view.events_el;
    surface.addEventListener("pointermove", (event) => {
      const sx = event.clientX - surface.getBoundingClientRect().left, {left, right} = view.frame.bbox;
      if (event.pointerType === "touch") return;
      mouseAt = sx < left || sx > right ? null : view.frame.x_scale.invert(sx);
      if (mouseAt === null) showValues(cursorValues);
      else actSoon("hover", "hover", mouseAt);
    });
    surface.addEventListener("pointerleave", () => { mouseAt = null; showValues(cursorValues); });
  }

  function hover(data) {
    if (mouseAt !== null) showValues(data);
  }

  // The values at the cursor, shown while the mouse is elsewhere.
  function moment(data) {
    cursorValues = data;
    if (mouseAt === null) showValues(data);
  }

  function showValues({t, values}) {
    const layer = byId("values"), base = layer.parentElement.getBoundingClientRect(), first = views[0];
    const sx = t === undefined || t === null || !first ? NaN : first.frame.x_scale.compute(t);
    layer.hidden = !(sx >= first?.frame.bbox.left && sx <= first?.frame.bbox.right);
    if (layer.hidden) return;
    const at = first.canvas_view.events_el.getBoundingClientRect().left - base.left + sx;
    layer.firstElementChild.style.transform = `translateX(${at}px)`;
    const chips = layer.querySelectorAll("span");
    views.forEach((view, place) => {
      const words = values[view.model.name], chip = chips[place];
      chip.hidden = !words;
      if (!words) return;
      chip.textContent = words;
      const top = view.el.getBoundingClientRect().top - base.top + 6;
      const beside = sx > (first.frame.bbox.left + first.frame.bbox.right) / 2 ? "calc(-100% - 6px)" : "6px";
      chip.style.maxWidth = `min(60%, ${Math.max(at, base.width - at) - 12}px)`;
      chip.style.transform = `translate(${at}px, ${top}px) translateX(${beside})`;
    });
  }

  // Dragging zooms into a box after the button, or with Shift; otherwise it moves the view.

  function drag(zoom) {
    for (const [pan, box] of tools) (zoom ? box : pan).active = true;
  }
  function toggleBoxZoom() {
    boxZoom = !boxZoom;
    byId("box-zoom").setAttribute("aria-pressed", boxZoom);
    drag(boxZoom);
  }

  function start({figures, x}, act, actSoon) {
    views = viewsOf(figures);
    tools = figures.map((figure) => ["PanTool", "BoxZoomTool"].map((type) => figure.toolbar.tools.find((one) => one.type === type)));
    byId("values").append(...views.map(() => document.createElement("span")));
    for (const view of views) {
      setUpTouch(view);
      watchMouse(view, actSoon);
      view.canvas_view.events_el.addEventListener("pointerdown", (event) => drag(boxZoom || event.shiftKey), {capture: true});
    }
    // Bokeh's cards lie outside of every landmark: a screen reader finds them as status messages.
    new MutationObserver(() => {
      for (const card of document.querySelectorAll("body > .bk-Tooltip")) card.setAttribute("role", "status");
    }).observe(document.body, {childList: true});
    for (const end of [x.properties.start, x.properties.end]) end.change.connect(() => { byId("values").hidden = true; });
    byId("box-zoom").addEventListener("click", toggleBoxZoom);
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const wear = () => act("wear", dark.matches ? "dark" : "light");
    dark.addEventListener("change", wear);
    if (dark.matches) wear();
  }

  return {start, hover, moment, toggleBoxZoom};
})();
