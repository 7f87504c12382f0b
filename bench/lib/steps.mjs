// Where the time of a booking goes: sampled stacks, each counted for the step that its innermost known function works for.

/** What the loop does, by functions of Boxoffice, the libraries and the kernel. */
const onLoop = [
  ['sockets', /^(__send|__libc_recv|send|recv|__sys_sendto|__sys_recvfrom|do_epoll_wait|epoll_wait|epoll_ctl|accept4)$/],
  ['waking the stores\' threads', /pthread_cond_signal|futex|eventfd/],
  ['request, token, answer', /^(http|auth)::|booking::(read_order|render_answer|booking_json|Api::)/],
  ['messages and notifications', /notification::|OutboxSource|booking::compose|Advance::publish/],
  ['tickets: hold and sell', /event::|LocalInventories|Batcher|Advance::hold/],
  ['charge', /payment::|LocalGateway|Advance::pay/],
  ['booking: record, decide, settle', /booking::/],
];

/** What a store's thread does. SQLite's own functions cannot be told apart: what is not known here is a statement. */
const onStore = [
  ['syncs of the disk', /^(fdatasync|do_fsync)$/],
  ['pages to the log and back', /^(__libc_pwrite|__x64_sys_pwrite64|__libc_pread|sqlite::::(write|write_gathered))$/],
  ['documents to JSON', /json::|_ZN9boxoffice4json/],
  ['waiting and waking', /futex|^__schedule$|eventfd/],
];

function stepOf([thread, ...frames]) {
  const store = /^(?:write|read) (.*)$/.exec(thread);
  const steps = store ? onStore : onLoop;
  for (let i = frames.length - 1; i >= 0; --i) {
    const known = steps.find(([, functions]) => functions.test(frames[i]));
    if (known) return [thread, known[0]];
  }
  return [thread, store ? 'statements' : 'coroutines, timers, memory'];
}

/** Rows of [thread, step, microseconds], most first, of stacks as countStacks gives them, that took `cpu_us` together. */
export function microsecondsByStep(stacks, cpu_us) {
  const counts = new Map();
  let all = 0;
  for (const [stack, count] of stacks) {
    const row = JSON.stringify(stepOf(stack.split(';')));
    counts.set(row, (counts.get(row) ?? 0) + count);
    all += count;
  }
  const us = (count) => Math.round((count / all) * cpu_us * 10) / 10;
  return [...counts].map(([row, count]) => [...JSON.parse(row), us(count)]).sort((a, b) => b[2] - a[2]);
}
