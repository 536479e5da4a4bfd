/* Rectangles drawn over a photograph, in hundredths of its sides; without it cells are typed. */
(() => {
  "use strict";
  const image = document.querySelector("[data-boxes]");
  if (!image) return;
  const field = document.getElementById(image.dataset.boxes), said = document.querySelector("[data-drawn]");
  const layer = document.createElement("canvas");
  let boxes = [], begun = null;
  const paint = (live) => {
    layer.width = image.clientWidth;
    layer.height = image.clientHeight;
    const pen = layer.getContext("2d");
    pen.fillStyle = "rgba(20, 20, 20, .75)";
    for (const [x, y, w, h] of live ? [...boxes, live] : boxes) {
      pen.fillRect(x * layer.width / 100, y * layer.height / 100, w * layer.width / 100, h * layer.height / 100);
    }
  };
  const keep = () => {
    field.value = boxes.map((box) => box.map((n) => n.toFixed(2)).join(",")).join(";");
    said.textContent = boxes.length ? `画了 ${boxes.length} 处。在框里再点一下就去掉这一处。` : "在照片上按住拖动，画出要打码的地方。";
  };
  const at = (event) => {
    const place = layer.getBoundingClientRect();
    const part = (value, whole) => Math.min(100, Math.max(0, 100 * value / whole));
    return [part(event.clientX - place.left, place.width), part(event.clientY - place.top, place.height)];
  };
  const between = ([a, b], [c, d]) => [Math.min(a, c), Math.min(b, d), Math.abs(a - c), Math.abs(b - d)];
  layer.setAttribute("aria-hidden", "true");
  image.after(layer);
  said.hidden = false;
  layer.addEventListener("pointerdown", (event) => {
    begun = at(event);
    layer.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  layer.addEventListener("pointermove", (event) => { if (begun) paint(between(begun, at(event))); });
  layer.addEventListener("pointerup", (event) => {
    if (!begun) return;
    const box = between(begun, at(event)), [x, y] = begun;
    begun = null;
    if (box[2] > 1 && box[3] > 1) boxes.push(box);
    else boxes = boxes.filter(([l, t, w, h]) => x < l || y < t || x > l + w || y > t + h);
    keep();
    paint();
  });
  addEventListener("resize", () => paint());
  if (image.complete) paint(); else image.addEventListener("load", () => paint());
  keep();
})();
