// What has the focus, or null at the document's end: its words, whether it is seen, and the outline around it.
() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const shown = at.matches("input") && at.labels.length ? at.labels[0] : at;
  const outlined = [at, shown].map((it) => getComputedStyle(it));
  const box = shown.getBoundingClientRect();
  const within = box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
  return {
    words: (at.getAttribute("aria-label") ?? (shown.textContent.trim() || at.id)).slice(0, 80),
    tag: at.tagName.toLowerCase(),
    id: at.id,
    seen: within && box.width > 4 && box.height > 4,
    outline: outlined.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
  };
}
