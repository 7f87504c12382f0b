// The parts of a run, in their order. Each has a title and run(bench), whose result goes into the report.
import * as abuse from './abuse.mjs';
import * as bookings from './bookings.mjs';
import * as instances from './instances.mjs';
import * as outage from './outage.mjs';
import * as overload from './overload.mjs';
import * as reads from './reads.mjs';
import * as seed from './seed.mjs';
import * as stack from './stack.mjs';
import * as start from './start.mjs';
import * as streams from './streams.mjs';

export const parts = { bookings, reads, start, streams, overload, abuse, seed, stack, instances, outage };
