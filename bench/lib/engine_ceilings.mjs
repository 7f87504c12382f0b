// What the engines do when nothing else is asked of them: documents of a booking's size in batches, and messages with
// confirms are counted in what a booking needs of them.
import { randomBytes } from 'node:crypto';

const batch = 128;
const filler = 'x'.repeat(1200);

async function rateOf(seconds, work) {
  const begin = performance.now();
  let done = 0;
  while (performance.now() - begin < seconds * 1000) done += await work();
  return Math.round((done / (performance.now() - begin)) * 1000);
}

/** Documents a second: inserted, and changed by one update of many ids, two batches at a time. */
export async function engineCeilings(databases, seconds) {
  return databases.mongo(async (database) => {
    const collection = database.collection('bench_ceiling');
    const inserted = [];
    const insert = async () => {
      const documents = Array.from({ length: batch }, () => ({ _id: randomBytes(16).toString('hex'), rev: 1, status: 'PENDING', filler }));
      inserted.push(documents.map(({ _id }) => _id));
      await collection.insertMany(documents, { ordered: false });
      return batch;
    };
    const twoAtOnce = (work) => async () => (await Promise.all([work(), work()])).reduce((sum, each) => sum + each, 0);
    const inserts_per_s = await rateOf(seconds, twoAtOnce(insert));
    let next = 0;
    const update = async () => {
      const ids = inserted[next++ % inserted.length];
      await collection.updateMany({ _id: { $in: ids } }, { $inc: { rev: 1 }, $set: { status: 'CONFIRMED' } });
      return ids.length;
    };
    const updates_per_s = await rateOf(seconds, twoAtOnce(update));
    await collection.drop();
    return { batch, inserts_per_s, updates_per_s };
  });
}
