// Finds a name, sorts, compares two, goes back to a day, and keeps the view in the address.
// Without it every row stands on the page; all of its words are in the page too.
(() => {
  const mould = document.getElementById("tools");
  const rows = [...document.querySelectorAll("[data-n]")];
  if (!mould || !rows.length) return;
  const groups = [...document.querySelectorAll(".group")];
  const places = new Map(rows.map((row) => [row, row.parentNode]));
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const names = new Map(rows.map((row) => [row, folded(row.querySelector("bdi").textContent + " " + row.dataset.n)]));
  const byId = new Map(rows.map((row) => [row.dataset.id, row]));

  mould.after(mould.content.cloneNode(true));
  const tools = document.querySelector(".tools");
  const { q, sort, day, all } = Object.fromEntries([...tools.querySelectorAll("[name]")].map((it) => [it.name, it]));
  const [count, dayWords] = tools.querySelectorAll("output");
  const elsewhere = tools.querySelector(".elsewhere");
  const radios = [...document.querySelectorAll("input[name=show]")];
  const days = JSON.parse(document.getElementById("day-data")?.textContent || "null");
  const then = document.getElementById("then");
  if (days) day.value = day.max = days.days.length - 1;

  for (const row of rows) {
    const pick = document.getElementById("pick").content.cloneNode(true);
    pick.querySelector("input").value = row.dataset.id;
    (row.querySelector(".who") || row).append(" ", pick);
  }
  const picks = [...document.querySelectorAll("input[name=pick]")];
  const picked = () => picks.filter((it) => it.checked).map((it) => it.value);

  const keys = {
    name: (row) => [row.dataset.n],
    day: (row) => [row.dataset.d ? 0 : 1, row.dataset.d || "", row.dataset.n],
    side: (row) => [row.dataset.k || "", row.dataset.n],
  };
  const compare = (a, b) => {
    const place = a.findIndex((part, at) => part !== b[at]);
    return place < 0 ? 0 : a[place] < b[place] ? -1 : 1;
  };
  function order() {
    const key = keys[sort?.value];
    const ordered = key ? [...rows].sort((a, b) => compare(key(a), key(b))) : rows;
    for (const row of ordered) places.get(row).append(row);
  }

  // A day before the last has a list of its own, so that nobody stands under another day's heading.
  function goBack() {
    if (!days) return;
    const at = Number(day.value);
    const isPast = at < days.days.length - 1;
    then.hidden = !isPast;
    for (const wall of document.querySelectorAll(".wall")) wall.hidden = isPast;
    dayWords.value = days.words[at];
    if (!isPast) return;
    const standing = (id) => days.shapes[days.places[id][at]];
    then.querySelector("a").href = days.days[at] + "/index.html";
    then.querySelector("a").textContent = days.words[at];
    for (const list of then.querySelectorAll("ul")) {
      const ids = Object.keys(days.places).filter((id) => byId.has(id) && !byId.get(id).hidden);
      const items = ids.filter((id) => standing(id)[0] === list.dataset.s).map((id) => {
        const item = document.createElement("li");
        const [, shape, meaning] = standing(id);
        const mark = byId.get(id).querySelector(".m").cloneNode(true);
        mark.setAttribute("class", "m c-" + shape.slice(3));
        mark.querySelector("use").setAttribute("href", shape);
        item.append(mark, " ", byId.get(id).querySelector("a").cloneNode(true), " " + meaning);
        return item;
      });
      list.replaceChildren(...items);
      list.parentNode.hidden = !items.length;
    }
  }

  function show() {
    const words = folded(q.value).split(/\s+/).filter(Boolean);
    const two = picked();
    for (const row of rows) {
      const isNamed = words.every((word) => names.get(row).includes(word));
      row.hidden = two.length > 1 ? !two.includes(row.dataset.id) : !isNamed;
    }
    for (const pick of picks) pick.disabled = two.length > 1 && !pick.checked;
    goBack();
    for (const group of groups) group.hidden = false;
    const seen = rows.filter((row) => row.getClientRects().length);
    for (const group of groups) group.hidden = !seen.some((row) => group.contains(row));
    const number = then && !then.hidden ? then.querySelectorAll("li").length : seen.length;
    if (elsewhere) {
      elsewhere.hidden = number || !words.length;
      elsewhere.lastChild.hash = new URLSearchParams({ q: q.value });
    }
    count.value = count.dataset.words.replace("N", number).replace("M", rows.length);
    const view = new URLSearchParams();
    if (q.value) view.set("q", q.value);
    if (sort?.value) view.set("sort", sort.value);
    if (two.length) view.set("pick", two.join(" "));
    if (days && day.value !== day.max) view.set("day", days.days[day.value]);
    const radio = radios.find((it) => it.checked && it.id !== "all");
    if (radio) view.set("show", radio.id);
    all.hidden = !String(view);
    if (String(view) || location.hash.includes("=")) {
      history.replaceState(null, "", "#" + view);
    }
  }

  function restore() {
    if (!location.hash.includes("=")) return;
    const view = new URLSearchParams(location.hash.slice(1));
    q.value = view.get("q") || "";
    if (sort) sort.value = keys[view.get("sort")] ? view.get("sort") : "";
    const two = (view.get("pick") || "").split(" ");
    for (const pick of picks) pick.checked = two.includes(pick.value);
    if (days) {
      const at = days.days.indexOf(view.get("day"));
      day.value = at < 0 ? day.max : at;
    }
    const radio = radios.find((it) => it.id === (view.get("show") || "all"));
    if (radio) radio.checked = true;
    order();
  }

  tools.addEventListener("input", (event) => {
    if (event.target === sort) order();
    show();
  });
  all.addEventListener("click", () => {
    location.hash = "=";
  });
  document.addEventListener("change", show);
  addEventListener("hashchange", () => {
    restore();
    show();
  });
  restore();
  show();
})();
