// The texts of drawings that can be seen, which drawing each is of, and its box, less the air above and below letters.
() =>
  [...document.querySelectorAll("svg")].flatMap((svg, drawing) =>
    [...svg.querySelectorAll("text")]
      .filter((text) => text.textContent.trim() && text.checkVisibility({ visibilityProperty: true }))
      .map((text) => {
        const box = text.getBoundingClientRect();
        const around = svg.getBoundingClientRect();
        const air = box.height * 0.2;
        return {
          text: text.textContent.trim(),
          drawing,
          left: box.left,
          top: box.top + air,
          right: box.right,
          bottom: box.bottom - air,
          out: box.left < around.left - 1 || box.right > around.right + 1
            || box.top + air < around.top - 1 || box.bottom - air > around.bottom + 1,
        };
      }),
  )
