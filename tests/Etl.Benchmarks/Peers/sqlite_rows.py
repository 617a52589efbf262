"""Inserts rows in batches, each on disk before the next: sqlite_rows.py ROWS BATCH"""

import os
import resource
import sqlite3
import sys
import tempfile
import time
import json

rows, batch = int(sys.argv[1]), int(sys.argv[2])
with tempfile.TemporaryDirectory() as folder:
    connection = sqlite3.connect(os.path.join(folder, "rows.db"), isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (instance INTEGER, sequence INTEGER, payload TEXT, PRIMARY KEY (instance, sequence)) WITHOUT ROWID")
    started = time.perf_counter()
    for first in range(0, rows, batch):
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO events VALUES (1, ?, ?)", [(first + i, '{"name":"nothing","input":1}') for i in range(min(batch, rows - first))])
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()

print(json.dumps({"seconds": seconds, "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))
