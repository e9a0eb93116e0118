// Show the texts of drawings again.
() => document.querySelectorAll("svg text, svg tspan").forEach((it) => it.style.removeProperty("visibility"))
