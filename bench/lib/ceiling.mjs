// The same HTTP server answering with constants: what there is to be had.
import path from 'node:path';
import { serve, stop } from './processes.mjs';

/** Serves {"GET /path": file, "POST /path": file}. */
export async function startCeiling(bench, answers) {
  const args = ['--port', '0'];
  for (const [route, file] of Object.entries(answers)) {
    const [method, target] = route.split(' ');
    args.push(method === 'GET' ? '--get' : '--post', target, file);
  }
  const { child, match } = await serve(path.join(bench.build, 'bench/http_ceiling/boxoffice_http_ceiling'), args, { pattern: /ready (http:\/\/\S+)/ });
  return { name: 'constant answers', urls: { booking: match[1], event: match[1] }, processes: { ceiling: child.pid }, engines: {}, pid: child.pid, stop: () => stop(child) };
}
