(() => {
  const base = document.body.dataset.base;
  const find = (id) => document.getElementById(id);
  const swarm = find('swarm');
  const spawn = find('spawn');
  const startButton = find('start');
  const notice = find('notice');
  const active = ['spawning', 'running', 'stopping'];
  let failures = 0;

  const say = (text, bad = false) => {
    notice.textContent = text;
    notice.className = bad ? 'bad' : '';
    notice.hidden = text === '';
  };
  const decimal = (value, digits) => (value ?? 0).toFixed(digits);

  const cell = (value, kind = '') => {
    const td = document.createElement('td');
    td.textContent = String(value);
    td.className = typeof value === 'number' || /^[\d.]+$/.test(value) ? `number ${kind}` : kind;
    return td;
  };
  const fill = (table, rows) => {
    const body = table.tBodies[0];
    body.replaceChildren(
      ...rows.map(({ cells, total = false }) => {
        const row = document.createElement('tr');
        if (total) row.className = 'total';
        row.append(...cells);
        return row;
      }),
    );
  };

  const statsRow = (entry) => ({
    total: entry.method === '' && entry.name === 'Aggregated',
    cells: [
      cell(entry.method),
      cell(entry.name),
      cell(entry.num_requests),
      cell(entry.num_failures, entry.num_failures > 0 ? 'failing' : ''),
      cell(entry.median_response_time),
      cell(Math.round(entry.response_times_us.p95 / 1000)),
      cell(Math.round(entry.response_times_us.p99 / 1000)),
      cell(decimal(entry.avg_response_time, 1)),
      cell(entry.min_response_time),
      cell(entry.max_response_time),
      cell(Math.round(entry.avg_content_length)),
      cell(decimal(entry.current_rps, 1)),
      cell(decimal(entry.current_fail_per_sec, 1)),
    ],
  });
  const failureRow = (error) => ({
    cells: [
      cell(error.occurrences),
      cell(error.method),
      cell(error.name),
      cell(error.error, 'error'),
      cell(new Date(error.last_seen * 1000).toLocaleTimeString()),
    ],
  });

  const show = (report) => {
    const { state } = report;
    find('state').textContent = state;
    find('state').dataset.state = state;
    find('users').textContent = report.user_count;
    find('rps').textContent = decimal(report.current_rps, 1);
    find('failed').textContent = `${decimal(report.fail_ratio * 100, 1)} %`;
    find('saturated').hidden = !report.saturated;
    startButton.textContent = active.includes(state) ? startButton.dataset.again : startButton.dataset.first;
    find('stop').disabled = !active.includes(state);
    fill(find('stats'), report.stats.map(statsRow));
    fill(find('failures'), report.errors.map(failureRow));
    find('failures').hidden = report.errors.length === 0;
    find('unfailing').hidden = report.errors.length > 0;
  };

  const refresh = async () => {
    try {
      const response = await fetch(`${base}/stats/requests`);
      // The session is over: the way leads by the login back to here.
      if (response.status === 401) return location.reload();
      if (!response.ok) throw new Error(`${response.status}`);
      show(await response.json());
      if (failures >= 3) say('');
      failures = 0;
    } catch {
      failures++;
      if (failures === 3) say('The load generator does not answer.', true);
    }
  };
  const poll = async () => {
    if (!document.hidden) await refresh();
    setTimeout(poll, 1000);
  };

  const ask = async (path, options) => {
    try {
      const response = await fetch(path, options);
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      const body = isJson ? JSON.parse(text) : { message: text };
      say(body.err ?? body.msg ?? body.message, !response.ok || body.success === false);
      if (body.host) find('host').textContent = body.host;
    } catch (error) {
      say(`That did not reach the load generator: ${error.message}`, true);
    }
    await refresh();
  };
  const formOf = (form) => new URLSearchParams(new FormData(form));

  swarm?.addEventListener('submit', (event) => {
    event.preventDefault();
    ask(`${base}/swarm`, { method: 'POST', body: formOf(swarm) });
  });
  spawn?.addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = formOf(spawn);
    const identifier = fields.get('identifier');
    fields.delete('identifier');
    if (fields.get('stop_after') === '') fields.delete('stop_after');
    ask(`/api/spawn/${encodeURIComponent(identifier)}`, { method: 'POST', body: fields });
  });
  spawn?.elements.identifier.addEventListener('change', (event) => {
    find('description').textContent = event.target.selectedOptions[0].dataset.description;
  });
  find('stop').addEventListener('click', () => ask(`${base}/stop`));
  find('reset').addEventListener('click', async () => {
    await ask(`${base}/stats/reset`);
    say('The numbers begin anew.');
  });

  poll();
})();
