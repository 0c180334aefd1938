"""From the file to processes by pandas, gensim, t-SNE and DBSCAN (radius 5 on the map, 3 points), as the reference has it."""
import json
import os

import pandas
from gensim.models import Word2Vec
from sklearn.cluster import DBSCAN
from sklearn.manifold import TSNE
from sklearn.metrics import normalized_mutual_info_score

from outcome import given, timed

settings = given()


def run():
    frame = pandas.read_csv(settings["path"], parse_dates=["timestamp"])
    frame = frame.sort_values(["session_id", "timestamp"], kind="stable")
    sessions = frame.groupby("session_id", sort=False)["activity"].agg(list).tolist()
    workers = int(os.environ.get("OMP_NUM_THREADS", "1"))
    model = Word2Vec(sessions, vector_size=100, window=4, negative=5, epochs=5, sg=1, min_count=0, seed=1, workers=workers)
    places = TSNE(n_components=2, random_state=1, n_jobs=workers).fit_transform(model.wv.vectors)
    return model.wv.index_to_key, DBSCAN(eps=5, min_samples=3).fit_predict(places)


def check(found):
    names, labels = found
    with open(settings["truth"]) as file:
        truth = json.load(file)["process"]
    known = [i for i, name in enumerate(names) if truth[name] >= 0]
    # Noise points are clusters of their own.
    own = [int(labels[i]) if labels[i] >= 0 else -1 - i for i in known]
    nmi = normalized_mutual_info_score([truth[names[i]] for i in known], own)
    return {"nmi": nmi, "processes": int(labels.max()) + 1}


timed(run, check)
