package catalog

import "fmt"

// version is that of the schema and of the words in it: a file of another one is
// made anew. Whatever changes how query parts a text into words, or what of a
// ticket and its files is taken, raises it.
const version = 2

// application marks the file as a catalogue, "arcv".
const application = 0x61726376

// files counts those of a bundle, and silent has those of them that are not searched
// by all that they say.
//
// texts is contentless: what was written stands compressed in documents. Its
// tokenizer parts at spaces what query has parted and folded already. The prefix
// indexes serve beginnings of 2 letters, and of 3 and 4.
var schema = fmt.Sprintf(`
CREATE TABLE bundles(
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,
	ticket INTEGER NOT NULL,
	department TEXT NOT NULL,
	size INTEGER NOT NULL,
	newest INTEGER NOT NULL,
	files INTEGER NOT NULL,
	head BLOB NOT NULL);
CREATE INDEX revisions ON bundles(ticket, department);
CREATE TABLE documents(id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE silent(id INTEGER NOT NULL, entry INTEGER NOT NULL, name TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX silence ON silent(id);
CREATE TABLE unread(key TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE texts USING fts5(words, people, facts, content='', contentless_delete=1, tokenize='ascii', prefix='2 4');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(texts, instance);
INSERT INTO texts(texts, rank) VALUES('hashsize', %d);
PRAGMA application_id = %d;
PRAGMA user_version = %d;`, hashSize, application, version)

// hashSize is what a batch may have in memory before it is written, in bytes.
const hashSize = 32 << 20
