// A million people at one on-sale, as quantities that flow: who arrives, thinks, asks, is refused and asks again. It
// says how long the sale lasts and how many cores it takes.

const slice_s = 0.01;

/** Bookings a second that can be confirmed, and what bounds them. */
export function capacity(a) {
  const bounds = {
    gateway: a.gateway_per_s,
    'hot event': (1000 / a.round_ms) * (a.commands_a_round / 2),
    'booking instances': (a.booking_instances * 1000) / a.booking_ms,
  };
  const [bound, per_s] = Object.entries(bounds).sort((x, y) => x[1] - y[1])[0];
  return { per_s, bound };
}

/** {sold_out_s, refusals, peaks, cores}. */
export function model(a) {
  const { per_s, bound } = capacity(a);
  const wanted = a.tickets / a.tickets_a_booking;
  const peaks = { arrivals_per_s: a.people / a.rush_s, refusals_per_s: 0, streams: 0 };
  let thinking = 0;
  let waiting = 0;
  let sold = 0;
  let refusals = 0;
  let time = 0;
  for (; sold < wanted && time < 100 * a.rush_s; time += slice_s) {
    const arriving = (a.people / a.rush_s) * Math.exp(-time / a.rush_s) * slice_s;
    const asking = (thinking / a.thinking_s) * slice_s;
    const askingAgain = (waiting / a.retry_s) * slice_s;
    const served = Math.min(asking + askingAgain, per_s * slice_s, wanted - sold);
    const refused = asking + askingAgain - served;
    thinking += arriving - asking;
    waiting += refused - askingAgain;
    sold += served;
    refusals += refused;
    peaks.refusals_per_s = Math.max(peaks.refusals_per_s, refused / slice_s);
    peaks.streams = Math.max(peaks.streams, thinking + waiting);
  }
  return { sold_out_s: time, refusals, bound, bookings_per_s: Math.min(per_s, wanted / time), peaks, cores: coresOf(a, peaks, per_s) };
}

/** Cores at the busiest moment of each kind of work, so that they are busy at most as planned. */
function coresOf(a, peaks, per_s) {
  const cores = (rate_per_s, ms) => (rate_per_s * ms) / 1000 / a.busy_at_most;
  const by_work = {
    reads: cores(peaks.arrivals_per_s * a.reads_a_person, a.read_ms),
    'sign-ins': cores(peaks.arrivals_per_s * a.signing_in, a.sign_in_ms),
    streams: cores(peaks.streams * a.frames_per_s, a.frame_ms),
    refusals: cores(peaks.refusals_per_s, a.refusal_ms),
    bookings: cores(per_s, a.booking_ms),
    engines: cores(per_s, a.engine_booking_ms),
  };
  return { ...by_work, all: Object.values(by_work).reduce((sum, each) => sum + each, 0) };
}
