"""What every contender in Python prints: see Outcome in measure.ts."""
import json
import sys
import time


def given():
    return json.loads(sys.argv[1])


def peak_bytes():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def timed(body, check):
    cpu, start = time.process_time(), time.perf_counter()
    value = body()
    ms, cpu_ms = (time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000
    peak = peak_bytes()
    print(json.dumps({"ms": ms, "cpuMs": cpu_ms, "peakBytes": peak, "result": check(value)}))
