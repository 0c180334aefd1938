"""gensim's quality on the bank log with truth, and its rank on the Lee corpus: the figures that our skip-gram must reach.

Writes gensim-bank.json beside this file. Needs Debian's python3-gensim and python3-sklearn, and the reference data
beside the checkout (../shared/data/bank_100k, ../shared/data/lee_corpus):

    /usr/bin/python3 benchmarks/references/gensim_bank.py

Sequences: events grouped by session_id, ordered by timestamp (equal stamps keep the file's order), consecutive repeats
collapsed. Judged are the activities whose kind is 'process'; the truth is channel + process. k-means runs on their unit
vectors with the true number of processes (k-means++, best of 10 starts). 'neighbours' is the share of the 5 nearest
judged activities (cosine) that belong to the same process.
"""

import csv
import gzip
import json
import platform
import time
from pathlib import Path

import gensim
import numpy
import sklearn
from gensim.models import Word2Vec
from gensim.utils import simple_preprocess
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data"
SEEDS = [1, 2, 3, 4, 5]
KMEANS_SEEDS = [1, 2, 3]
# Ours by default, and one other setting, so that nothing is tuned to a single one.
SETTINGS = [
    {"vector_size": 100, "window": 4, "negative": 5, "epochs": 5, "sample": 1e-3, "min_count": 0, "alpha": 0.025, "min_alpha": 0.0001},
    {"vector_size": 50, "window": 5, "negative": 10, "epochs": 10, "sample": 0, "min_count": 5, "alpha": 0.025, "min_alpha": 0.0001},
]


def sessions(channel):
    """Activity names per session; `channel` None takes all channels."""
    found = {}
    with gzip.open(DATA / "bank_100k" / "events.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            if channel is None or row["channel"] == channel:
                found.setdefault(row["session_id"], []).append((row["timestamp"], row["activity"]))
    sequences = []
    for events in found.values():
        events.sort(key=lambda event: event[0])
        names = [name for _, name in events]
        sequences.append([name for i, name in enumerate(names) if i == 0 or names[i - 1] != name])
    return sequences


def truth(channel):
    with open(DATA / "bank_100k" / "truth.csv", newline="") as file:
        return {
            row["activity"]: f"{row['channel']}/{row['process']}"
            for row in csv.DictReader(file)
            if row["kind"] == "process" and (channel is None or row["channel"] == channel)
        }


def judge(model, process_of):
    judged = [name for name in process_of if name in model.wv.key_to_index]
    labels = [process_of[name] for name in judged]
    vectors = numpy.array([model.wv[name] for name in judged], dtype=numpy.float64)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    processes = len(set(labels))
    aris = [
        adjusted_rand_score(labels, KMeans(n_clusters=processes, n_init=10, random_state=seed).fit(vectors).labels_)
        for seed in KMEANS_SEEDS
    ]
    cosines = vectors @ vectors.T
    numpy.fill_diagonal(cosines, -numpy.inf)
    nearest = numpy.argsort(-cosines, axis=1, kind="stable")[:, :5]
    same = [labels[i] == labels[j] for i in range(len(judged)) for j in nearest[i]]
    return {"ari": float(numpy.mean(aris)), "neighbours": float(numpy.mean(same)), "judged": len(judged), "processes": processes}


def bank():
    results = []
    for channel in ["web", None]:
        sequences = sessions(channel)
        process_of = truth(channel)
        words = sum(len(sequence) for sequence in sequences)
        for settings in SETTINGS:
            runs = []
            for seed in SEEDS:
                start = time.perf_counter()
                model = Word2Vec(sequences, sg=1, hs=0, ns_exponent=0.75, workers=1, seed=seed, **settings)
                seconds = time.perf_counter() - start
                runs.append({"seed": seed, **judge(model, process_of), "seconds": round(seconds, 3)})
            results.append({
                "channel": channel or "all",
                "settings": settings,
                "sessions": len(sequences),
                "words": words,
                "judged": runs[0]["judged"],
                "processes": runs[0]["processes"],
                "ari": {"mean": round(float(numpy.mean([r["ari"] for r in runs])), 4), "bySeed": [round(r["ari"], 4) for r in runs]},
                "neighbours": {
                    "mean": round(float(numpy.mean([r["neighbours"] for r in runs])), 4),
                    "bySeed": [round(r["neighbours"], 4) for r in runs],
                },
                "seconds": [r["seconds"] for r in runs],
            })
            print(results[-1], flush=True)
    return results


def lee():
    with open(DATA / "lee_corpus" / "lee_background.cor") as file:
        documents = [simple_preprocess(line) for line in file]
    settings = {"vector_size": 100, "window": 4, "negative": 15, "epochs": 10, "sample": 1e-3, "min_count": 5}
    ranks = []
    for seed in SEEDS:
        model = Word2Vec(documents, sg=1, hs=0, workers=1, seed=seed, **settings)
        names = [name for name, _ in model.wv.most_similar("attacks", topn=len(model.wv))]
        ranks.append(names.index("bombings"))
    return {"settings": settings, "vocabulary": len(model.wv), "query": "attacks", "expected": "bombings", "ranks": ranks, "mustBeBelow": 50}


if __name__ == "__main__":
    result = {
        "madeBy": "benchmarks/references/gensim_bank.py",
        "versions": {"gensim": gensim.__version__, "scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "python": platform.python_version()},
        "how": __doc__,
        "seeds": SEEDS,
        "kmeansSeeds": KMEANS_SEEDS,
        "bank": bank(),
        "lee": lee(),
    }
    (HERE / "gensim-bank.json").write_text(json.dumps(result, indent=2) + "\n")
