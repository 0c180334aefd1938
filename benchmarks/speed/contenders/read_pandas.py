"""CSV to coded columns by pandas: categories of the texts, parsed dates."""
import numpy
import pandas

from outcome import given, timed

path = given()["path"]


def read():
    frame = pandas.read_csv(
        path, dtype={"session_id": "category", "activity": "category"}, parse_dates=["timestamp"], infer_datetime_format=True
    )
    return (
        frame["session_id"].cat.codes.to_numpy(),
        frame["activity"].cat.codes.to_numpy(),
        frame["timestamp"].to_numpy().astype("int64") // 1_000_000,
    )


def coded(name, codes):
    fresh, distinct = pandas.factorize(codes)
    return {name: len(distinct), name + "Sum": weighted(fresh)}


def weighted(values):
    weights = numpy.arange(len(values), dtype=numpy.uint64) % 997 + 1
    return int((values.astype(numpy.uint64) * weights).sum() & numpy.uint64(0xFFFFFFFF))


def check(columns):
    cases, activities, time = columns
    return {"events": len(time), **coded("cases", cases), **coded("activities", activities), "seconds": weighted(time // 1000)}


timed(read, check)
