// Whether the document scrolls sideways, and what reaches out of the window with no box of its own to scroll in.
() => {
  const width = document.documentElement.clientWidth;
  const held = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
      if (getComputedStyle(at).overflowX !== "visible" || at instanceof SVGElement) return true;
    return false;
  };
  const found = [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    // Its text may reach further than its box.
    const spills = getComputedStyle(element).overflowX === "visible" ? element.scrollWidth : 0;
    const right = Math.max(box.right, box.left + spills);
    return right > width + 1 && box.width && element.checkVisibility() && !held(element);
  });
  const words = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} ${element.id}`;
  const scrolls = document.documentElement.scrollWidth > width;
  return [...(scrolls ? [`the document: ${document.documentElement.scrollWidth} > ${width}`] : []), ...found.map(words)];
}
