// Finds a name, sorts, compares two, goes back to a day, and keeps the view in the address.
(() => {
  const mould = document.getElementById("tools");
  const rows = [...document.querySelectorAll("[data-n]")];
  if (!mould || !rows.length) return;
  const groups = [...document.querySelectorAll(".group")];
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const names = new Map(rows.map((row) => [row, folded(row.querySelector("bdi").textContent + " " + row.dataset.n)]));

  mould.after(mould.content.cloneNode(true));
  const tools = document.querySelector(".tools");
  const { q, sort, day, all } = Object.fromEntries([...tools.querySelectorAll("[name]")].map((it) => [it.name, it]));
  const [count, dayWords] = tools.querySelectorAll("output");
  const elsewhere = tools.querySelector(".elsewhere");
  const [everybody, ...choices] = document.querySelectorAll("input[name=show]");
  const days = JSON.parse(document.getElementById("day-data")?.textContent || "null");
  const then = document.getElementById("then");
  if (days) day.value = day.max = days.days.length - 1;
  const title = document.querySelector("h1");
  const headline = [...title.childNodes];

  for (const row of rows) {
    const pick = document.getElementById("pick").content.cloneNode(true);
    const box = pick.querySelector("input");
    box.value = row.dataset.id;
    box.title = row.querySelector("bdi").textContent;
    row.querySelector(".who").append(" ", pick);
  }
  const picks = [...document.querySelectorAll("input[name=pick]")];

  const isPast = () => days && day.value !== day.max;
  // What the filters and the order go by, as of the chosen day.
  const known = (row) => (isPast() ? days.shapes[days.places[row.dataset.id][day.value]] : row.dataset);
  const suits = (row, id) => !id || known(row)[id[0]] === id.slice(2);
  const filter = () => choices.find((it) => it.checked)?.id;

  const keys = { name: "n", day: "d", side: "k" };
  function ordered(facts) {
    const key = keys[sort?.value];
    const text = (row) => (facts(row)[key] || "~") + " " + row.dataset.n;
    return key ? [...rows].sort((a, b) => (text(a) < text(b) ? -1 : 1)) : rows;
  }
  function order() {
    for (const row of ordered((it) => it.dataset)) row.parentNode.append(row);
  }

  // An earlier day has a list of its own, so that nobody stands under another day's heading.
  function goBack() {
    if (!days) return;
    for (const now of document.querySelectorAll(".wall, .split")) now.hidden = isPast();
    then.hidden = !isPast();
    dayWords.value = days.words[day.value];
    title.replaceChildren(...(isPast() ? [days.headlines[day.value]] : headline));
    for (const { id, labels } of choices) {
      const number = rows.filter((row) => suits(row, id)).length;
      labels[0].textContent = labels[0].textContent.replace(/\d+$/, number);
    }
    if (!isPast()) return;
    const link = then.querySelector("a");
    link.href = days.days[day.value] + "/index.html";
    link.textContent = dayWords.value;
    const listed = ordered(known).filter((row) => !row.hidden && suits(row, filter()));
    for (const list of then.querySelectorAll("ul")) {
      const items = listed.filter((row) => known(row).s === list.dataset.s).map((row) => {
        const item = document.createElement("li");
        const { m, w } = known(row);
        const mark = row.querySelector(".m").cloneNode(true);
        mark.setAttribute("class", "m c-" + m.slice(3));
        mark.firstChild.setAttribute("href", m);
        item.append(mark, " ", row.querySelector("a").cloneNode(true), " " + w);
        return item;
      });
      list.replaceChildren(...items);
      list.parentNode.hidden = !items.length;
    }
  }

  function show() {
    const words = folded(q.value).match(/\S+/g) || [];
    const two = picks.filter((it) => it.checked).map((it) => it.value);
    for (const row of rows) {
      const isNamed = words.every((word) => names.get(row).includes(word));
      row.hidden = two.length > 1 ? !two.includes(row.dataset.id) : !isNamed;
    }
    for (const pick of picks) pick.disabled = two.length > 1 && !pick.checked;
    goBack();
    for (const group of groups) group.hidden = false;
    const seen = rows.filter((row) => row.getClientRects().length);
    for (const group of groups) group.hidden = !seen.some((row) => group.contains(row));
    const number = isPast() ? then.querySelectorAll("li").length : seen.length;
    if (elsewhere) {
      elsewhere.hidden = number || !words.length;
      elsewhere.lastChild.hash = new URLSearchParams({ q: q.value });
    }
    count.value = count.dataset.words.replace("N", number).replace("M", rows.length);
    const view = new URLSearchParams();
    if (q.value) view.set("q", q.value);
    if (sort?.value) view.set("sort", sort.value);
    if (two.length) view.set("pick", two.join(" "));
    if (isPast()) view.set("day", days.days[day.value]);
    if (filter()) view.set("show", filter());
    all.hidden = !String(view);
    if (String(view) || location.hash.includes("=")) history.replaceState(null, "", "#" + view);
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
    const choice = choices.find((it) => it.id === view.get("show")) || everybody;
    if (choice) choice.checked = true;
    order();
  }

  tools.oninput = (event) => {
    if (event.target === sort) order();
    show();
  };
  all.onclick = () => (location.hash = "=");
  document.onchange = show;
  onhashchange = () => {
    restore();
    show();
  };
  restore();
  show();
})();
