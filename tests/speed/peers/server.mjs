// The far side: express-pouchdb over LevelDB in a folder of its own. Prints the port it listens on.
//
//   node server.mjs FOLDER [ADDRESS]

import express from 'express';
import makePouch from 'express-pouchdb';
import PouchDB from 'pouchdb';

const [folder, address = '127.0.0.1'] = process.argv.slice(2);
const Stored = PouchDB.defaults({ prefix: `${folder}/` });
const app = express();
app.use('/', makePouch(Stored, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: '/dev/null' }));
const server = app.listen(0, address, () => {
  process.stdout.write(`${server.address().port}\n`);
});
