"""k-means by faiss from given centroids: the first k points.

faiss stops after a number of iterations alone: it gets as many as scikit-learn needs, found beforehand, untimed.
"""
import json
import time

import faiss
import numpy
from sklearn.cluster import KMeans

from outcome import given, peak_bytes

settings = given()
n, d, k = settings["n"], settings["d"], settings["k"]
points = numpy.fromfile(settings["path"], dtype=numpy.float32, count=n * d).reshape(n, d)
first = KMeans(k, init=points[:k], n_init=1, max_iter=settings["iterations"], tol=1e-4, algorithm="lloyd").fit(points)
iterations = int(first.n_iter_)


def fit(iterations):
    model = faiss.Kmeans(d, k, niter=iterations, nredo=1, max_points_per_centroid=n, min_points_per_centroid=1)
    model.train(points, init_centroids=points[:k].copy())
    return model


runs = []
for i in range(2 * settings["repeats"]):
    warm = i < settings["repeats"]
    cpu, start = time.process_time(), time.perf_counter()
    model = fit(iterations if settings["repeats"] > 1 or not warm else 2)
    if not warm:
        runs.append(((time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000))
runs.sort()
ms, cpu_ms = runs[len(runs) // 2]
index = faiss.IndexFlatL2(d)
index.add(model.centroids)
inertia = float(index.search(points, 1)[0].astype(numpy.float64).sum())
result = {"inertia": inertia, "iterations": iterations}
print(json.dumps({"ms": ms, "cpuMs": cpu_ms, "peakBytes": peak_bytes(), "result": result}))
