"""The reference method with all of its steps and settings, from the file to processes: pandas, gensim, t-SNE, DBSCAN.

Order by time, group, collapse repeats, drop what is too short, distinct ids of an activity (counted before that), vectors
(dimensions 100, window 4, gensim's other defaults), t-SNE (perplexity 2, 1,000 iterations), volume as percentile rank,
DBSCAN (radius 5 on the map, 3 points).
"""
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
    counts = frame.groupby("activity", sort=False)["session_id"].nunique()
    frame = frame.sort_values(["session_id", "timestamp"], kind="stable")
    repeats = (frame["activity"] == frame["activity"].shift()) & (frame["session_id"] == frame["session_id"].shift())
    sessions = frame[~repeats].groupby("session_id", sort=False)["activity"].agg(list)
    sessions = sessions[sessions.str.len() >= 2].tolist()
    workers = int(os.environ.get("OMP_NUM_THREADS", "1"))
    settings_of_model = {"vector_size": 100, "window": 4, "negative": 5, "epochs": 5, "sg": 1, "min_count": 0, "seed": 1}
    model = Word2Vec(sessions, workers=workers, **settings_of_model)
    map_of = TSNE(n_components=2, perplexity=2, n_iter=1000, random_state=1, n_jobs=workers)
    places = map_of.fit_transform(model.wv.vectors)
    names = model.wv.index_to_key
    table = pandas.DataFrame(places, columns=["x", "y"], index=names)
    table["volume"] = counts.rank(pct=True).reindex(names) * 100
    table["cluster"] = DBSCAN(eps=5, min_samples=3).fit_predict(table[["x", "y"]])
    return table


def check(table):
    with open(settings["truth"]) as file:
        truth = json.load(file)["process"]
    known = [i for i, name in enumerate(table.index) if truth[name] >= 0]
    labels = table["cluster"].tolist()
    # Noise points are clusters of their own.
    own = [labels[i] if labels[i] >= 0 else -1 - i for i in known]
    nmi = normalized_mutual_info_score([truth[table.index[i]] for i in known], own)
    return {"nmi": nmi, "processes": max(labels) + 1}


timed(run, check)
