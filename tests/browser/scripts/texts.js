// The texts of drawings that can be seen, with colour and box in the page; they are hidden until texts_again.js.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const opacity = (element) =>
    element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
  const written = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  // What a scrolling box cuts off is not on the picture.
  const clipped = (element, box) => {
    let { left, top, right, bottom } = box;
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (at === document.documentElement || at === document.body) break;
      if (getComputedStyle(at).overflow === "visible") continue;
      const around = at.getBoundingClientRect();
      [left, top] = [Math.max(left, around.left), Math.max(top, around.top)];
      [right, bottom] = [Math.min(right, around.right), Math.min(bottom, around.bottom)];
    }
    return { left, top, right, bottom };
  };
  const seen = [...document.querySelectorAll("svg text, svg tspan")].filter(
    (element) => written(element) && element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
  );
  const found = seen.map((element) => {
    const style = getComputedStyle(element);
    const [red, green, blue, alpha] = rgba(style.fill);
    const box = clipped(element, element.getBoundingClientRect());
    return {
      text: element.textContent.trim(),
      colour: [red, green, blue, alpha * Number(style.fillOpacity) * opacity(element)],
      left: Math.floor(box.left + scrollX),
      top: Math.floor(box.top + scrollY),
      right: Math.ceil(box.right + scrollX),
      bottom: Math.ceil(box.bottom + scrollY),
    };
  });
  seen.forEach((element) => element.style.setProperty("visibility", "hidden", "important"));
  return found.filter((text) => text.left < text.right && text.top < text.bottom);
}
