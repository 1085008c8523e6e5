// The table, the treemap and the theme of the report. Text from outside gets into the page by textContent only, escaped.
(() => {
  'use strict';

  const one = (selector) => document.querySelector(selector);
  const parsed = (id) => JSON.parse(document.getElementById(id).textContent);
  const facts = parsed('facts');
  const rows = parsed('rows');

  // a row, as TableRows writes it
  const KIND = 0, ROLE = 1, ID = 2, KEY = 3, SIZE = 4, WRITTEN = 5, CHANGED = 6, STATUS = 7, MESSAGE = 8, DETAIL = 9;
  const CONTEXT = 10, STATE = 11, CLASS = 12, ETAG = 13;
  const STATES = ['', 'New', 'Still there', 'Gone'];
  const GONE = 3;
  const NOW = 0; // to ask for: all but those that are gone
  // mismatch, recovered, orphan and upload have an object, of which it may be unknown when it was written
  const OBJECTLESS = new Set(['missing', 'expired']);
  const OF_RECORD = new Set(['missing', 'mismatch']); // as Row.hasRecord

  const number = new Intl.NumberFormat('en-US');
  const count = (n, single, plural) => number.format(n) + ' ' + (n === 1 ? single : plural);

  // H98: as ObjectKey.escape
  const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\\]/gu;
  function escaped(text) {
    return text.replace(UNSAFE, (c) => {
      const code = c.codePointAt(0);
      if (c === '\\') return '\\\\';
      return code > 0xffff ? '\\u{' + code.toString(16) + '}' : '\\u' + code.toString(16).padStart(4, '0');
    });
  }

  function bytes(n) {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
    let unit = 0;
    while (n >= 1024 && unit < units.length - 1) { n /= 1024; unit++; }
    return (unit === 0 || n >= 100 ? number.format(Math.round(n)) : n.toFixed(1)) + ' ' + units[unit];
  }

  function instant(seconds) {
    const date = new Date(seconds * 1000);
    return isNaN(date) ? '' : date.toISOString().replace('.000Z', 'Z');
  }

  const minute = (seconds) => instant(seconds).replace('T', ' ').replace(/:\d\dZ$/, '');

  function el(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === 'text') made.textContent = value;
      else if (key === 'on') for (const [event, does] of Object.entries(value)) made.addEventListener(event, does);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? '' : value);
    }
    made.append(...children);
    return made;
  }

  document.querySelectorAll('.needs-script').forEach((part) => { part.hidden = false; });

  // ---- theme

  const theme = one('#theme');
  const remembered = (value) => {
    try {
      if (value === undefined) return localStorage.getItem('reconcile-theme') || '';
      localStorage.setItem('reconcile-theme', value);
    } catch { /* a file of its own origin may have no storage */ }
    return '';
  };
  const dress = (value) => {
    if (value === 'light' || value === 'dark') document.documentElement.dataset.theme = value;
    else delete document.documentElement.dataset.theme;
  };
  theme.value = remembered();
  if (theme.selectedIndex < 0) theme.value = '';
  dress(theme.value);
  theme.addEventListener('change', () => { dress(theme.value); remembered(theme.value); });

  if (!one('#table')) return; // there is nothing to show in it

  // ---- what is shown

  const filters = new Map(); // by name, what it asks for
  const query = one('#q');
  let sort = null; // a column, or the order in which the run found them
  let descending = false;
  let page = 0;
  let pageSize = 100;
  let shown = [];

  const within = (bin, value) => value >= bin[1] && value < bin[2];
  const ages = (at) => (bin, row) => {
    if (row[at] === null) return bin === facts.written.length - 1;
    const clipped = Math.max(0, Math.min(row[at], facts.startedAt));
    return bin < facts.written.length - 1 && within(facts.written[bin], clipped);
  };
  const hasObject = (row) => !OBJECTLESS.has(facts.kinds[row[KIND]][0]);
  const age = { written: ages(WRITTEN), changed: ages(CHANGED) };
  const meets = {
    kind: (value, row) => row[KIND] === value,
    role: (value, row) => row[ROLE] === value,
    state: (value, row) => value === NOW ? row[STATE] !== GONE : row[STATE] === value,
    prefix: (value, row) => row[KEY].startsWith(value),
    written: (value, row) => hasObject(row) && age.written(value, row),
    changed: (value, row) => OF_RECORD.has(facts.kinds[row[KIND]][0]) && age.changed(value, row),
    size: (value, row) => within(facts.size[value], row[SIZE])
  };
  const chipNames = {
    prefix: (value) => 'Prefix ' + escaped(value),
    written: (value) => 'Written: ' + facts.written[value][0],
    changed: (value) => 'Row changed: ' + facts.written[value][0],
    size: (value) => 'Size: ' + facts.size[value][0]
  };

  const haystack = (row) => [row[KEY], row[ID], row[ROLE] < 0 ? '' : facts.roles[row[ROLE]], row[STATUS], row[MESSAGE], row[DETAIL],
    row[CLASS], ...row[CONTEXT]].join('\n').toLowerCase();

  function chosen() {
    const words = query.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const asked = [...filters];
    const asShown = words.some((word) => word.includes('\\')); // what is pasted from the page may hold escapes
    const found = [];
    rows.forEach((row, i) => {
      if (!asked.every(([name, value]) => meets[name](value, row))) return;
      if (words.length > 0) {
        const text = haystack(row);
        const plain = words.every((word) => text.includes(word));
        if (!plain && !(asShown && words.every((word) => escaped(text).includes(word)))) return;
      }
      found.push(i);
    });
    return found;
  }

  // of the object, and where there is none, of the row
  const time = (row) => row[WRITTEN] === null ? row[CHANGED] : row[WRITTEN];
  const nothing = (at) => (row) => row[at] === null;
  const text = (at) => (a, b) => a[at] === b[at] ? 0 : a[at] < b[at] ? -1 : 1;
  const columns = [
    { name: 'kind', label: 'Kind', compare: (a, b) => a[KIND] - b[KIND] },
    { name: 'state', label: 'Compared', compare: (a, b) => a[STATE] - b[STATE], only: facts.compared, less: true },
    { name: 'role', label: 'Role', compare: (a, b) => a[ROLE] - b[ROLE], less: true },
    { name: 'record', label: 'Record', blank: nothing(ID), less: true, compare: (a, b) => a[ID].length - b[ID].length || text(ID)(a, b) }, // 9 before 10
    { name: 'key', label: 'Key', compare: text(KEY) },
    { name: 'size', label: 'Size', number: true, compare: (a, b) => a[SIZE] - b[SIZE], less: true },
    { name: 'time', label: 'Last written', blank: (row) => time(row) === null, compare: (a, b) => time(a) - time(b), less: true },
    { name: 'status', label: 'Status', blank: nothing(STATUS), compare: text(STATUS), less: true }
  ].filter((column) => column.only !== false);

  function sorted(found) {
    if (!sort) return found;
    const turn = descending ? -1 : 1;
    const blank = sort.blank || (() => false);
    return found.sort((i, j) => {
      const a = rows[i], b = rows[j];
      if (blank(a) || blank(b)) return blank(a) - blank(b) || i - j; // what isn't known stays at the end
      return turn * sort.compare(a, b) || i - j;
    });
  }

  // ---- the table

  const body = one('#table tbody');
  const head = one('#table thead');

  head.append(el('tr', {}, ...columns.map((column) => el('th',
    { scope: 'col', class: [column.number ? 'n' : '', column.less ? 'less' : ''].join(' ').trim() || null, 'data-column': column.name },
    el('button', { type: 'button', text: column.label, on: { click: () => sortBy(column) } }))),
  el('th', { scope: 'col' }, el('span', { class: 'sr', text: 'Details' }))));

  function sortBy(column) {
    if (sort !== column) { sort = column; descending = false; }
    else if (!descending) descending = true;
    else { sort = null; descending = false; }
    page = 0;
    show();
  }

  function key(value) {
    return el('bdi', { class: 'key', dir: 'ltr', text: escaped(value) });
  }

  function kindOf(row) {
    const [style, label] = facts.kinds[row[KIND]];
    return el('span', { class: 'kind' }, el('i', { class: 'dot k-' + style }), label);
  }

  const cells = {
    kind: kindOf,
    state: (row) => el('span', { class: 'state-' + row[STATE], text: STATES[row[STATE]] }),
    role: (row) => row[ROLE] < 0 ? '' : escaped(facts.roles[row[ROLE]]),
    record: (row) => row[ID] === null ? '' : key(row[ID]),
    key: (row) => key(row[KEY]),
    size: (row) => row[SIZE] < 0 ? '–' : bytes(row[SIZE]),
    time: (row) => time(row) === null ? '' : minute(time(row)),
    status: (row) => row[STATUS] === null ? '' : el('bdi', { text: escaped(row[STATUS]) })
  };

  function line(row) {
    const toggle = el('button', { type: 'button', class: 'more', 'aria-expanded': 'false', 'aria-label': 'Details of ' + escaped(row[KEY]),
      text: '+', on: { click: () => unfold(made, toggle, row) } });
    const made = el('tr', {}, ...columns.map((column) => {
      const cell = el(column.name === 'key' ? 'th' : 'td',
        { scope: column.name === 'key' ? 'row' : null, class: [column.number ? 'n' : '', column.less ? 'less' : ''].join(' ').trim() || null });
      cell.append(cells[column.name](row));
      return cell;
    }), el('td', { class: 'act' }, toggle));
    return made;
  }

  function unfold(tr, toggle, row) {
    const opens = !tr.classList.contains('open');
    tr.classList.toggle('open', opens);
    toggle.setAttribute('aria-expanded', String(opens));
    toggle.textContent = opens ? '−' : '+';
    if (opens) tr.after(details(row));
    else tr.nextElementSibling.remove();
  }

  function details(row) {
    const list = el('dl', { class: 'details' });
    const add = (name, value) => {
      if (value !== null && value !== '') {
        list.append(el('div', {}, el('dt', { text: name }), el('dd', {}, el('bdi', { text: value }))));
      }
    };
    const gone = OBJECTLESS.has(facts.kinds[row[KIND]][0]);
    add('Key', escaped(row[KEY]));
    add('Finding', facts.kinds[row[KIND]][1] + (row[DETAIL] === '' ? '' : ': ' + escaped(row[DETAIL])));
    if (row[STATE] > 0) add('Compared', STATES[row[STATE]]);
    add('Record', row[ID] === null ? null : escaped(row[ID]));
    add('Role', row[ROLE] < 0 ? null : escaped(facts.roles[row[ROLE]]));
    add('Status', row[STATUS] === null ? null : escaped(row[STATUS]));
    add('Message', row[MESSAGE] === null ? null : escaped(row[MESSAGE]));
    for (let i = 0; i < row[CONTEXT].length; i += 2) add(escaped(row[CONTEXT][i]), escaped(row[CONTEXT][i + 1]));
    add('Row changed', row[CHANGED] === null ? null : instant(row[CHANGED]));
    add(gone ? 'Expected size' : 'Size', row[SIZE] < 0 ? null : count(row[SIZE], 'byte', 'bytes'));
    add('Written', row[WRITTEN] === null ? null : instant(row[WRITTEN]));
    add('Storage class', row[CLASS] === null ? null : escaped(row[CLASS]));
    add('ETag', row[ETAG] === null ? null : escaped(row[ETAG]));
    return el('tr', { class: 'detail' }, el('td', { colspan: columns.length + 1 }, list));
  }

  function lines(limit) {
    const first = limit ? 0 : page * pageSize;
    const last = limit ? Math.min(limit, shown.length) : Math.min(first + pageSize, shown.length);
    const made = [];
    for (let n = first; n < last; n++) made.push(line(rows[shown[n]]));
    if (made.length === 0) {
      made.push(el('tr', {}, el('td', { colspan: columns.length + 1, class: 'empty', text: 'Nothing matches. Take a filter away, or search for less.' })));
    }
    body.replaceChildren(...made);
  }

  function turnTo(next) {
    page = next;
    pages();
    lines();
    one('#table').parentElement.scrollTop = 0;
  }

  function pages() {
    const last = Math.max(0, Math.ceil(shown.length / pageSize) - 1);
    page = Math.min(page, last);
    const to = (label, target, off) => el('button', { type: 'button', text: label, 'aria-disabled': off ? 'true' : null,
      'data-to': label.toLowerCase(), on: { click: () => { if (!off) { turnTo(target); one('.pages [data-to="' + label.toLowerCase() + '"]').focus(); } } } });
    const size = el('select', { 'aria-label': 'Rows on a page', on: { change: () => {
      const first = page * pageSize;
      pageSize = Number(one('.pages select').value);
      turnTo(Math.floor(first / pageSize));
      one('.pages select').focus();
    } } }, ...[50, 100, 250, 1000].map((n) => el('option', { value: n, selected: n === pageSize, text: n + ' a page' })));
    one('.pages').replaceChildren(
      to('First', 0, page === 0), to('Previous', page - 1, page === 0),
      el('span', { class: 'place', text: 'Page ' + number.format(page + 1) + ' of ' + number.format(last + 1) }),
      to('Next', page + 1, page === last), to('Last', last, page === last), size);
  }

  function reset() {
    filters.clear();
    if (facts.compared) filters.set('state', NOW);
    query.value = '';
    page = 0;
  }

  const changed = () => query.value !== '' || filters.size !== (facts.compared ? 1 : 0) || (facts.compared && filters.get('state') !== NOW);

  function chips() {
    const made = [...filters].filter(([name]) => chipNames[name]).map(([name, value]) => el('button',
      { type: 'button', class: 'chip', 'aria-label': 'Remove filter: ' + chipNames[name](value),
        on: { click: () => { filter(name, null); query.focus(); } } },
      el('bdi', { text: chipNames[name](value) }), el('span', { 'aria-hidden': 'true', text: ' ×' })));
    if (changed()) {
      made.push(el('button', { type: 'button', class: 'chip clear', text: 'Clear all', on: { click: () => { clear(); query.focus(); } } }));
    }
    one('#chips').replaceChildren(...made);
  }

  function show() {
    shown = sorted(chosen());
    chips();
    pages();
    lines();
    head.querySelectorAll('th[data-column]').forEach((th) => {
      const is = sort && th.dataset.column === sort.name;
      if (is) th.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else th.removeAttribute('aria-sort');
    });
    const all = shown.length === rows.length;
    one('#count').textContent = all ? count(rows.length, 'finding', 'findings')
      : number.format(shown.length) + ' of ' + count(rows.length, 'finding', 'findings');
  }

  function filter(name, value) {
    if (value === null || value === '') filters.delete(name);
    else filters.set(name, value);
    page = 0;
    selects();
    show();
  }

  function clear() {
    reset();
    selects();
    show();
  }

  function selects() {
    for (const name of ['kind', 'role', 'state']) {
      const select = document.getElementById(name);
      if (select) select.value = filters.has(name) ? filters.get(name) : '';
    }
  }

  for (const name of ['kind', 'role', 'state']) {
    const select = document.getElementById(name);
    if (select) select.addEventListener('change', () => filter(name, select.value === '' ? null : Number(select.value)));
  }

  let waiting = 0;
  query.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { page = 0; show(); }, rows.length > 5000 ? 150 : 0);
  });
  one('form.tools').addEventListener('submit', (event) => event.preventDefault());

  function goToFindings() {
    one('#findings').scrollIntoView();
    one('#findings-h').focus({ preventScroll: true });
  }

  // the numbers in the charts ask for what they count
  document.querySelectorAll('[data-filter]').forEach((mark) => {
    const wanted = mark.dataset.filter.split(';').map((part) => part.split(':')).map(([name, value]) => [name, Number(value)]);
    const button = el('button', { type: 'button', class: 'ask', text: mark.textContent, title: 'Show these findings', on: { click: () => {
      reset();
      wanted.forEach(([name, value]) => filters.set(name, value));
      selects();
      show();
      goToFindings();
    } } });
    mark.replaceWith(button);
  });

  // ---- export

  const names = ['kind', 'compared', 'role', 'record', 'key', 'size', 'written', 'row_changed', 'status', 'message', 'detail',
    'storage_class', 'etag', 'context'];

  function record(row) {
    const context = {};
    for (let i = 0; i < row[CONTEXT].length; i += 2) {
      Object.defineProperty(context, row[CONTEXT][i], { value: row[CONTEXT][i + 1], enumerable: true }); // __proto__ is a name too
    }
    return {
      kind: facts.kinds[row[KIND]][0],
      compared: STATES[row[STATE]].toLowerCase() || null,
      role: row[ROLE] < 0 ? null : facts.roles[row[ROLE]],
      record: row[ID], key: row[KEY], size: row[SIZE] < 0 ? null : row[SIZE],
      written: row[WRITTEN] === null ? null : instant(row[WRITTEN]),
      row_changed: row[CHANGED] === null ? null : instant(row[CHANGED]),
      status: row[STATUS], message: row[MESSAGE], detail: row[DETAIL] || null,
      storage_class: row[CLASS], etag: row[ETAG], context
    };
  }

  // H98, H99: no control characters, and nothing that a spreadsheet takes for a formula
  function cell(value) {
    if (value === null) return '';
    let harmless = escaped(typeof value === 'object' ? (Object.keys(value).length ? JSON.stringify(value) : '') : String(value));
    if (typeof value !== 'number' && /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(harmless)) harmless = "'" + harmless;
    return /^[\w./: -]*$/.test(harmless) ? harmless : '"' + harmless.replaceAll('"', '""') + '"';
  }

  const harmlessJson = (value) => JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (c) => [...Array(c.length).keys()].map((i) => '\\u' + c.charCodeAt(i).toString(16).padStart(4, '0')).join(''));

  function save(name, type, parts) {
    const url = URL.createObjectURL(new Blob(parts, { type }));
    const link = el('a', { href: url, download: 'reconcile-' + facts.run + name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  one('#csv').addEventListener('click', () => {
    const made = shown.map((i) => { const r = record(rows[i]); return names.map((name) => cell(r[name])).join(',') + '\r\n'; });
    save('.csv', 'text/csv;charset=utf-8', ['\ufeff' + names.join(',') + '\r\n', ...made]); // the mark tells Excel that it is UTF-8
  });
  one('#json').addEventListener('click', () => {
    const made = shown.map((i, n) => (n === 0 ? '\n' : ',\n') + harmlessJson(record(rows[i])));
    save('.json', 'application/json', ['{"run":' + harmlessJson(facts.run) + ',"findings":[', ...made, '\n]}\n']);
  });

  // ---- print: more than a page of the table, and every detail of the charts

  const PRINTED = 500;
  const closed = [];
  addEventListener('beforeprint', () => {
    lines(PRINTED);
    if (shown.length > PRINTED) {
      body.append(el('tr', {}, el('td', { colspan: columns.length + 1, class: 'empty',
        text: 'The first ' + number.format(PRINTED) + ' of ' + number.format(shown.length) + ' are printed. Export them to have all.' })));
    }
    document.querySelectorAll('details:not([open])').forEach((part) => { closed.push(part); part.open = true; });
  });
  addEventListener('afterprint', () => {
    lines();
    closed.splice(0).forEach((part) => { part.open = false; });
  });

  // ---- the treemap: squarified, of buttons, so that it can be tabbed to, read out and pressed

  const map = one('#treemap');
  const NAME = 0, BYTES = 1, FRESH = 2, COUNTS = 3;
  const CHILDREN = COUNTS + facts.kinds.length;
  const TILES = 40;
  const countOf = (node) => facts.kinds.reduce((sum, _, i) => sum + node[COUNTS + i], 0);
  const measures = [
    { name: 'Findings', of: countOf, says: (n) => count(n, 'finding', 'findings'), briefly: number.format },
    { name: 'Bytes', of: (node) => node[BYTES], says: bytes, briefly: bytes }
  ];
  if (facts.compared) measures.push({ name: 'New', of: (node) => node[FRESH], says: (n) => number.format(n) + ' new', briefly: number.format });
  let measure = measures[0];
  let path = []; // nodes from the root on

  function minus(node, others) {
    const rest = [...node];
    for (const other of others) for (let i = BYTES; i < CHILDREN; i++) rest[i] -= other[i];
    rest[CHILDREN] = [];
    return rest;
  }

  // the next folder that isn't alone in its folder
  function descend(node) {
    const way = [node];
    while (node[CHILDREN].length === 1 && countOf(node[CHILDREN][0]) === countOf(node)) {
      node = node[CHILDREN][0];
      way.push(node);
    }
    return way;
  }

  const pathText = (nodes) => nodes.map((node) => node[NAME]).join('');

  // rows of tiles along the shorter side, each row as long as its tiles get squarer by it
  function squarified(items, width, height) {
    const total = items.reduce((sum, item) => sum + item.weight, 0);
    const scale = width * height / total;
    const placed = [];
    let x = 0, y = 0, w = width, h = height, i = 0;
    while (i < items.length) {
      const side = Math.min(w, h);
      const row = [];
      let area = 0, worst = Infinity;
      while (i < items.length) {
        const next = items[i].weight * scale;
        const sum = area + next;
        const all = [...row.map((item) => item.weight * scale), next];
        const ratio = Math.max(side * side * Math.max(...all) / (sum * sum), sum * sum / (side * side * Math.min(...all)));
        if (ratio > worst) break;
        row.push(items[i++]);
        area = sum;
        worst = ratio;
      }
      const thick = area / side;
      let along = 0;
      for (const item of row) {
        const long = item.weight * scale / thick;
        placed.push(w >= h ? { item, x, y: y + along, w: thick, h: long } : { item, x: x + along, y, w: long, h: thick });
        along += long;
      }
      if (w >= h) { x += thick; w -= thick; } else { y += thick; h -= thick; }
    }
    return placed;
  }

  function itemsOf(node) {
    const children = node[CHILDREN].filter((child) => measure.of(child) > 0).sort((a, b) => measure.of(b) - measure.of(a));
    const tiles = children.slice(0, TILES).map((child) => ({ node: child, weight: measure.of(child), name: child[NAME] }));
    const rest = minus(node, children.slice(0, TILES));
    if (measure.of(rest) > 0) {
      const name = children.length > TILES ? 'all others' : tiles.length === 0 ? 'keys without a further folder' : 'directly here, or in small folders';
      tiles.push({ node: rest, weight: measure.of(rest), name, rest: true });
    }
    return tiles.sort((a, b) => b.weight - a.weight);
  }

  const kindsOf = (node) => facts.kinds.map(([style, label], i) => ({ style, label, n: node[COUNTS + i] })).filter((kind) => kind.n > 0);

  function tile({ item, x, y, w, h }, width, height, whole) {
    const kinds = kindsOf(item.node).sort((a, b) => b.n - a.n);
    const share = (100 * item.weight / whole).toFixed(1) + ' %';
    const label = (item.rest ? item.name : escaped(item.name)) + ': ' + measure.says(item.weight) + ', ' + share
      + (kinds.length ? '; ' + kinds.map((kind) => number.format(kind.n) + ' ' + kind.label.toLowerCase()).join(', ') : '');
    const made = el(item.rest ? 'div' : 'button', { type: item.rest ? null : 'button', role: item.rest ? 'img' : null, class: 'tile k-' + kinds[0].style + (item.rest ? ' rest' : ''),
      title: label, 'aria-label': label });
    made.style.left = 100 * x / width + '%';
    made.style.top = 100 * y / height + '%';
    made.style.width = 100 * w / width + '%';
    made.style.height = 100 * h / height + '%';
    if (w > 46 && h > 34) {
      made.append(el('bdi', { class: item.rest ? 'other' : 'key', dir: 'ltr', text: item.rest ? item.name : escaped(item.name) }));
      made.append(el('span', { class: 'number', text: w > 120 ? measure.says(item.weight) : measure.briefly(item.weight) }));
    }
    if (w > 24 && h > 16) {
      const mix = el('span', { class: 'mix', 'aria-hidden': 'true' });
      const all = kinds.reduce((sum, kind) => sum + kind.n, 0);
      for (const kind of kinds) {
        const part = el('i', { class: 'k-' + kind.style });
        part.style.width = 100 * kind.n / all + '%';
        mix.append(part);
      }
      made.append(mix);
    }
    if (!item.rest) made.addEventListener('click', () => enter(item.node));
    return made;
  }

  function ask(prefix) {
    reset();
    if (prefix.length > pathText(path.slice(0, first)).length) filters.set('prefix', prefix); // else it asks for nothing
    selects();
    show();
  }

  function enter(node) {
    if (node[CHILDREN].length === 0) { // there is nothing to go into
      ask(pathText([...path, node]));
      goToFindings();
      return;
    }
    path = [...path, ...descend(node)];
    ask(pathText(path));
    draw(true);
  }

  function goUp(to) {
    path = path.slice(0, to);
    ask(pathText(path));
    draw(true);
  }

  function crumbs() {
    const made = path.map((node, i) => {
      const name = i === 0 ? 'All' : escaped(node[NAME]);
      const last = i === path.length - 1;
      return el('li', {}, last ? el('bdi', { 'aria-current': 'true', class: i ? 'key' : null, text: name })
        : el('button', { type: 'button', class: i ? 'key' : null, text: name, on: { click: () => goUp(i + 1) } }));
    });
    return el('nav', { 'aria-label': 'Prefix' }, el('ol', { class: 'crumbs' }, ...made));
  }

  const tools = el('div', { class: 'map-tools' });
  const tiles = el('div', { class: 'tiles', role: 'group', 'aria-label': 'Treemap of prefixes. Arrow keys move between them, Enter goes into one, Escape goes up.' });
  const below = el('p', { class: 'below' });
  map.append(tools, tiles, below);

  // the same as a table, whose folders can be gone into as well
  function tabulate(items, node) {
    const all = countOf(node);
    const longest = Math.max(...items.map((item) => countOf(item.node)));
    one('#prefix-table tbody').replaceChildren(...items.map((item) => {
      const name = item.rest ? item.name : escaped(pathText(path) + item.name);
      const mix = el('span', { class: 'meter', 'aria-hidden': 'true' });
      for (const kind of kindsOf(item.node)) {
        const part = el('i', { class: 'k-' + kind.style });
        part.style.width = 100 * kind.n / longest + '%';
        mix.append(part);
      }
      const enters = item.rest ? el('bdi', { text: name })
        : el('button', { type: 'button', class: 'ask key', text: name, on: { click: () => enter(item.node) } });
      return el('tr', {}, el('th', { scope: 'row' }, enters),
        ...[number.format(countOf(item.node)), (100 * countOf(item.node) / all).toFixed(1) + ' %', bytes(item.node[BYTES]),
          ...(facts.compared ? [number.format(item.node[FRESH])] : [])].map((text) => el('td', { class: 'n', text })),
        el('td', { class: 'wide' }, mix));
    }));
  }

  function draw(focus) {
    const node = path[path.length - 1];
    const choice = el('select', { 'aria-label': 'Area shows', on: { change: () => { measure = measures[choice.selectedIndex]; draw(false); one('.map-tools select').focus(); } } },
      ...measures.map((each) => el('option', { text: each.name, selected: each === measure })));
    tools.replaceChildren(crumbs(), el('label', {}, 'Area shows ', choice));
    const width = tiles.clientWidth || 960, height = tiles.clientHeight || 340;
    const items = itemsOf(node);
    const whole = items.reduce((sum, item) => sum + item.weight, 0);
    tiles.replaceChildren(...(items.length ? squarified(items, width, height).map((placed) => tile(placed, width, height, whole))
      : [el('p', { class: 'empty', text: 'Nothing to show by this measure.' })]));
    tabulate(items, node);
    const buttons = [...tiles.querySelectorAll('button')];
    buttons.forEach((button, i) => { button.tabIndex = i === 0 ? 0 : -1; });
    const here = pathText(path);
    below.replaceChildren(el('button', { type: 'button', class: 'ask', text: (facts.limited ? 'Show those in the table of the ' : 'Show the ') + count(countOf(node), 'finding', 'findings') + (here ? ' under this prefix' : ''),
      on: { click: goToFindings } }));
    if (focus) (buttons[0] || below.firstChild).focus({ preventScroll: true });
  }

  tiles.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && path.length > first) { event.preventDefault(); goUp(path.length - 1); return; }
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const from = event.target.closest('button.tile');
    if (!way || !from) return;
    event.preventDefault();
    const at = (button) => { const box = button.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
    const [x, y] = at(from);
    let best = null, least = Infinity;
    for (const button of tiles.querySelectorAll('button.tile')) {
      const [bx, by] = at(button);
      const ahead = (bx - x) * way[0] + (by - y) * way[1];
      const aside = Math.abs((bx - x) * way[1]) + Math.abs((by - y) * way[0]);
      if (button !== from && ahead > 1 && ahead + 2 * aside < least) { best = button; least = ahead + 2 * aside; }
    }
    if (best) { from.tabIndex = -1; best.tabIndex = 0; best.focus(); }
  });

  path = descend(facts.tree);
  const first = path.length; // with fewer, there is nothing to choose from
  if (path[first - 1][CHILDREN].length === 0) {
    map.hidden = true; // no folders: the table says so
  } else {
    one('#prefix-table').open = false;
    let drawnAt = 0;
    new ResizeObserver(() => {
      if (Math.abs(tiles.clientWidth - drawnAt) > 8) { drawnAt = tiles.clientWidth; draw(false); }
    }).observe(tiles);
    drawnAt = tiles.clientWidth;
    draw(false);
  }

  reset();
  selects();
  show();
})();
