"""The map by scikit-learn's t-SNE: Barnes-Hut, start from principal components, perplexity 30, 1000 iterations."""
import os

import numpy
from scipy.spatial import cKDTree
from sklearn.manifold import TSNE

from outcome import given, timed

settings = given()
n, d = settings["n"], settings["d"]
points = numpy.fromfile(settings["path"], dtype=numpy.float32, count=n * d).reshape(n, d)


def draw():
    model = TSNE(
        perplexity=30,
        n_iter=1000,
        init="pca",
        learning_rate="auto",
        random_state=1,
        n_jobs=int(os.environ.get("OMP_NUM_THREADS", "1")),
    )
    return model.fit_transform(points), model.kl_divergence_


def check(drawn):
    places, divergence = drawn
    nearest = cKDTree(places).query(places, 11)[1][:, 1:]
    cluster = settings["cluster"]
    same = (nearest // cluster == (numpy.arange(n) // cluster)[:, None]).mean()
    return {"sameCluster": float(same), "divergence": float(divergence)}


timed(draw, check)
