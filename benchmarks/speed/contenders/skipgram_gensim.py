"""Skip-gram vectors by gensim, from sessions in memory."""
import os

import pandas
from gensim.models import Word2Vec

from outcome import given, timed
from skipgram_quality import nmi

settings = given()
frame = pandas.read_csv(settings["path"], dtype={"session_id": "category", "activity": "category"}, usecols=[0, 1])
sessions = frame.groupby("session_id", sort=False, observed=True)["activity"].agg(list).tolist()
events = len(frame)
del frame


def train():
    return Word2Vec(
        sessions,
        vector_size=settings["dimensions"],
        window=settings["window"],
        negative=settings["negative"],
        epochs=settings["epochs"],
        sg=1,
        min_count=0,
        seed=1,
        workers=int(os.environ.get("OMP_NUM_THREADS", "1")),
    )


def check(model):
    names = model.wv.index_to_key
    return {"events": events, "activities": len(names), "nmi": nmi(model.wv.vectors, names, settings["truth"])}


timed(train, check)
