"""Skip-gram vectors by fastText's program, words alone (no parts of words); its time includes reading its text file."""
import json
import os
import resource
import subprocess
import tempfile
import time

import numpy
import pandas

from outcome import given
from skipgram_quality import nmi

settings = given()
frame = pandas.read_csv(settings["path"], dtype={"session_id": "category", "activity": "category"}, usecols=[0, 1])
with tempfile.TemporaryDirectory() as folder:
    text = os.path.join(folder, "sessions.txt")
    with open(text, "w") as file:
        for session in frame.groupby("session_id", sort=False, observed=True)["activity"].agg(list):
            file.write(" ".join(session) + "\n")
    vectors = os.path.join(folder, "model")
    command = ["fasttext", "skipgram", "-input", text, "-output", vectors, "-minn", "0", "-maxn", "0", "-bucket", "1"]
    options = {
        "dim": settings["dimensions"],
        "ws": settings["window"],
        "neg": settings["negative"],
        "epoch": settings["epochs"],
        "lr": 0.025,
        "t": 1e-3,
        "minCount": 0,
        "thread": int(os.environ.get("OMP_NUM_THREADS", "1")),
        "verbose": 0,
    }
    for name, value in options.items():
        command += ["-" + name, str(value)]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    ms = (time.perf_counter() - start) * 1000
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(vectors + ".vec") as file:
        next(file)
        rows = [line.rstrip("\n").rstrip().split(" ") for line in file]
names = [row[0] for row in rows if row[0] != "</s>"]
values = numpy.array([row[1:] for row in rows if row[0] != "</s>"], dtype=numpy.float32)
result = {"events": len(frame), "activities": len(names), "nmi": nmi(values, names, settings["truth"])}
cpu_ms = (used.ru_utime + used.ru_stime) * 1000
print(json.dumps({"ms": ms, "cpuMs": cpu_ms, "peakBytes": used.ru_maxrss * 1024, "result": result}))
