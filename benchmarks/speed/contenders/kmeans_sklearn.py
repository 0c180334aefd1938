"""k-means by scikit-learn (Lloyd) from given centroids: the first k points."""
import json
import time

import numpy
from sklearn.cluster import KMeans

from outcome import given, peak_bytes

settings = given()
n, d, k = settings["n"], settings["d"], settings["k"]
points = numpy.fromfile(settings["path"], dtype=numpy.float32, count=n * d).reshape(n, d)


def fit(iterations):
    model = KMeans(k, init=points[:k], n_init=1, max_iter=iterations, tol=1e-4, algorithm="lloyd")
    return model.fit(points)


for _ in range(settings["repeats"]):
    fit(settings["iterations"] if settings["repeats"] > 1 else 2)
runs = []
for _ in range(settings["repeats"]):
    cpu, start = time.process_time(), time.perf_counter()
    model = fit(settings["iterations"])
    runs.append(((time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000))
runs.sort()
ms, cpu_ms = runs[len(runs) // 2]
result = {"inertia": float(model.inertia_), "iterations": int(model.n_iter_)}
print(json.dumps({"ms": ms, "cpuMs": cpu_ms, "peakBytes": peak_bytes(), "result": result}))
