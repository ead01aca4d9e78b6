// The near side: a PouchDB over LevelDB that holds the documents already, and replicates them.
//
//   node client.mjs DOCUMENTS.jsonl FOLDER URL BATCH
//
// Prints one JSON object: seconds and processor time from the first request to the last checkpoint.

import { readFileSync } from 'node:fs';
import PouchDB from 'pouchdb';

const [file, folder, url, batch] = process.argv.slice(2);
const documents = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const local = new PouchDB(`${folder}/near-${batch}`);
for (let first = 0; first < documents.length; first += 1000) {
  await local.bulkDocs(documents.slice(first, first + 1000));
}
const before = process.cpuUsage();
const began = process.hrtime.bigint();
const done = await local.replicate.to(`${url}/far-${batch}`, { batch_size: Number(batch) });
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
const cpu = process.cpuUsage(before);
const held = await new PouchDB(`${url}/far-${batch}`).info();
process.stdout.write(
  `${JSON.stringify({
    seconds,
    cpu_ms: Math.round((cpu.user + cpu.system) / 1000),
    records: done.docs_written,
    failures: done.doc_write_failures,
    held: held.doc_count,
  })}\n`,
);
process.exit(0);
