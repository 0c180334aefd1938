"""NMI of k-means over unit vectors with the planted processes; hubs are left out."""
import json
import sys

import numpy
from sklearn.cluster import KMeans
from sklearn.metrics import normalized_mutual_info_score


def nmi(vectors, names, truth_path):
    with open(truth_path) as file:
        truth = json.load(file)
    known = [i for i, name in enumerate(names) if truth["process"][name] >= 0]
    rows = numpy.asarray(vectors, dtype=numpy.float32)[known]
    rows = rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    starts = 10 if len(known) <= 2000 else 1
    labels = KMeans(truth["processes"], n_init=starts, random_state=1).fit_predict(rows)
    return normalized_mutual_info_score([truth["process"][names[i]] for i in known], labels)


if __name__ == "__main__":
    folder, truth_path, dimensions = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(folder + "/names.json") as file:
        names = json.load(file)
    vectors = numpy.fromfile(folder + "/vectors.f32", dtype=numpy.float32).reshape(len(names), dimensions)
    print(nmi(vectors, names, truth_path))
