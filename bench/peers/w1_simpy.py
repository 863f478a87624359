#!/usr/bin/env python3
"""Workload W1 in idiomatic SimPy: a process for each request, a resource for each pod. usage: w1_simpy.py [requests] [seed]

Poisson arrivals (2,560/s), uniform choice among 16 pods of 4 slots, FIFO queue of 64, exponential service (20 ms).
Needs Debian's python3-simpy3.
"""
import json
import random
import sys
import time

import simpy

REQUESTS = int(float(sys.argv[1])) if len(sys.argv) > 1 else 50_000
CHANCE = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
PODS, SLOTS, QUEUE, MEAN = 16, 4, 64, 0.020
RATE = 0.8 * PODS * SLOTS / MEAN

env = simpy.Environment()
pods = [simpy.Resource(env, capacity=SLOTS) for _ in range(PODS)]
latencies = []
lost = 0


def request(pod):
    global lost
    arrival = env.now
    if len(pod.queue) >= QUEUE:
        lost += 1
        return
    with pod.request() as slot:
        yield slot
        yield env.timeout(CHANCE.expovariate(1 / MEAN))
    latencies.append(env.now - arrival)


def clients():
    for _ in range(REQUESTS):
        yield env.timeout(CHANCE.expovariate(RATE))
        env.process(request(CHANCE.choice(pods)))


env.process(clients())
start = time.process_time()
env.run()
seconds = time.process_time() - start
latencies.sort()
print(json.dumps({
    "requests": REQUESTS,
    "seconds": seconds,
    "meanMs": 1000 * sum(latencies) / len(latencies),
    "p99Ms": 1000 * latencies[int(0.99 * len(latencies))],
    "lost": lost,
}))
