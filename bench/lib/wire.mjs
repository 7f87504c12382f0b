// Calls to the services, as any client makes them.

export async function call(url, { method = 'GET', body, token, raw = false } = {}) {
  const headers = { ...(body && { 'content-type': 'application/json' }), ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text.slice(0, 500)}`);
  return raw ? text : text && JSON.parse(text);
}

/** Waits until `condition` gives something; that, and after how many seconds. Nothing when the limit passed. */
export async function eventually(condition, { limit_s = 60, every_ms = 20 } = {}) {
  const begin = performance.now();
  for (;;) {
    const value = await condition();
    const seconds = Math.round(performance.now() - begin) / 1000;
    if (value) return { value, seconds };
    if (seconds > limit_s) return null;
    await new Promise((resolve) => setTimeout(resolve, every_ms));
  }
}

/** Runs `work` on each item, `width` at a time. */
export async function inParallel(items, width, work) {
  const results = Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i], i);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
